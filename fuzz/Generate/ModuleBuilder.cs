using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

/// <summary>Makes one module of a case: what it imports and defines, then the bodies, then the exports.</summary>
internal sealed partial class ModuleBuilder
{
    /// <summary>Name of the function that sets the counter of entries again; the first module exports it.</summary>
    public const string RefillName = "refill";

    /// <summary>The budget of functions that are there for their type.</summary>
    public const int SmallBudget = 12;

    private const string CounterName = "entries";

    private readonly CaseBuilder _case;
    private readonly ByteSource _source;
    private readonly Swarm _swarm;
    private readonly TypePicker _picker;
    private readonly ValueWriter _values;
    private readonly InstructionWriter _code = new();

    public ModuleBuilder(CaseBuilder builder, int index)
    {
        _case = builder;
        _source = builder.Source;
        _swarm = builder.Swarm;
        _picker = builder.Picker;
        Index = index;
        Name = $"m{index}";
        Types = new TypeSpace(builder.SharedTypes);
        _values = new ValueWriter(this);
    }

    /// <summary>The case that it is part of.</summary>
    public CaseBuilder Case => _case;

    /// <summary>Position in the case.</summary>
    public int Index { get; }

    /// <summary>Name by which later modules import.</summary>
    public string Name { get; }

    /// <summary>The module.</summary>
    public ModuleDefinition Definition { get; } = new();

    /// <summary>Its types.</summary>
    public TypeSpace Types { get; }

    /// <summary>Its functions, imports first; generating bodies may add to it.</summary>
    public List<FunctionItem> Functions { get; } = [];

    /// <summary>Its tables, imports first.</summary>
    public List<TableItem> Tables { get; } = [];

    /// <summary>Its memories, imports first.</summary>
    public List<MemoryItem> Memories { get; } = [];

    /// <summary>Its globals, imports first.</summary>
    public List<GlobalItem> Globals { get; } = [];

    /// <summary>Its tags, imports first.</summary>
    public List<TagItem> Tags { get; } = [];

    /// <summary>Its element segments so far.</summary>
    public List<ElementItem> Elements { get; } = [];

    /// <summary>Its data segments.</summary>
    public List<DataItem> Data { get; } = [];

    /// <summary>How many globals a constant expression may read that is written now.</summary>
    public int VisibleGlobals => _swarm.Has(Feature.Gc) ? Globals.Count : ImportedGlobals;

    /// <summary>The global that counts function entries down; -1 if functions need not end.</summary>
    public int Counter => _swarm.Has(Style.Endless) ? -1 : 0;

    /// <summary>Writes constants.</summary>
    public ValueWriter Values => _values;

    private int ImportedGlobals { get; set; }

    private int ImportedFunctions { get; set; }

    /// <summary>Makes it.</summary>
    public void Build()
    {
        Import();
        DefineCounter();
        DefineTags();
        DeclareFunctions();
        DefineTables();
        DefineMemories();
        DefineGlobals();
        DefineElements();
        DefineData();
        var generator = new FunctionGenerator(this);
        for (int i = ImportedFunctions; i < Functions.Count; i++)
        {
            Definition.Functions.Add(generator.Generate(Functions[i]));
        }

        AddRefill();
        Export();
        DeclareReferences();
        Definition.Types.AddRange(Types.Types);
        Definition.RecursionGroups.AddRange(Types.Groups);
    }

    /// <summary>A function to take a reference to when any will do.</summary>
    public int AnyFunction()
    {
        if (Functions.Count == 0)
        {
            return AddFunction(Types.FunctionIndex([], []));
        }

        return _source.Below(Functions.Count);
    }

    /// <summary>A function of a type or a subtype of it; one is added if there is none.</summary>
    public int FunctionOfType(int typeIndex)
    {
        int start = _source.Below(Functions.Count);
        for (int i = 0; i < Functions.Count; i++)
        {
            int index = (start + i) % Functions.Count;
            if (Types.IsSubtype(HeapType.Concrete(Functions[index].TypeIndex), HeapType.Concrete(typeIndex)))
            {
                return index;
            }
        }

        return AddFunction(typeIndex);
    }

    /// <summary>A struct or array type whose values match a heap type; -1 if there is none or an i31 would do.</summary>
    public int PickObjectType(HeapType heap)
    {
        if (heap == HeapType.I31 || heap == HeapType.None || !Types.IsSubtype(heap, HeapType.Any))
        {
            return -1;
        }

        if ((heap == HeapType.Any || heap == HeapType.Eq) && _source.Chance(70))
        {
            return -1;
        }

        int count = Types.SharedCount;
        int start = _source.Below(count);
        for (int i = 0; i < count; i++)
        {
            int index = (start + i) % count;
            if (Types.IsSubtype(HeapType.Concrete(index), heap))
            {
                return index;
            }
        }

        return -1;
    }

    // A function that is there for its type.
    private int AddFunction(int typeIndex)
    {
        Functions.Add(new FunctionItem(typeIndex, Types.Function(typeIndex)) { Budget = SmallBudget, IsStraight = true });
        return Functions.Count - 1;
    }

    private void DefineCounter()
    {
        if (Counter < 0 || Index > 0)
        {
            return;
        }

        var type = new GlobalType(ValType.I32, true);
        Globals.Add(new GlobalItem(type, false, true));
        Definition.Globals.Add(new GlobalDefinition(type, Number(ValType.I32, CaseBuilder.EntriesPerCall), 0));
        Definition.Exports.Add(new Export(CounterName, ExternKind.Global, 0, 0));
    }

    private void DefineTags()
    {
        if (!_swarm.Has(Feature.ExceptionHandling))
        {
            return;
        }

        for (int i = _source.Between(Tags.Count == 0 ? 1 : 0, 3); i > 0; i--)
        {
            int type = Types.FunctionIndex(_picker.Many(_source.Below(4)), []);
            Tags.Add(new TagItem(type, Types.Function(type)));
            Definition.Tags.Add(new TagDefinition(new TagType(type), 0));
        }
    }

    private void DeclareFunctions()
    {
        ImportedFunctions = Functions.Count;
        int count = _source.Between(1, _case.Options.MaximumFunctions);
        for (int i = 0; i < count; i++)
        {
            // With large bodies fewer of them.
            int most = _case.Options.MaximumInstructions;
            int budget = _source.Chance(90) ? _source.Between(Math.Min(40, most), most) : _source.Between(Math.Min(15, most), Math.Min(80, most));
            int type = FunctionType();
            Functions.Add(new FunctionItem(type, Types.Function(type)) { Budget = budget, IsStraight = budget < 80 && _source.Chance(70) });
        }

        if (_source.Chance(70))
        {
            int type = Types.FunctionIndex([], []);
            Functions.Add(new FunctionItem(type, Types.Function(type)) { Budget = 60, IsSafe = true });
            Definition.Start = new StartFunction(Functions.Count - 1, 0);
        }
    }

    private int FunctionType()
    {
        if (Types.Functions.Count > 0 && _source.Chance(80))
        {
            return Types.Functions[_source.Below(Types.Functions.Count)];
        }

        bool isWide = _swarm.Has(Style.ManyParameters) && _source.Chance(128);
        int parameters = isWide ? _source.Between(5, 20) : _source.Below(5);
        int results = !_swarm.Has(Feature.MultiValue) ? _source.Between(0, 1) : isWide ? _source.Below(9) : _source.Weighted([3, 10, 4, 2]);

        // The results of another, and parameters of its own: what a tail call may go to.
        ValType[] given = Functions.Count > 0 && _source.Chance(isWide ? 120 : 40)
            ? [.. Functions[_source.Below(Functions.Count)].Type.Results]
            : _picker.Many(results);
        return Types.FunctionIndex(_picker.Many(parameters), given);
    }

    private void DefineGlobals()
    {
        int count = _source.Between(2, 7);
        for (int i = 0; i < count; i++)
        {
            // One that takes sums of what functions have computed, and others.
            GlobalType type = i == 0 ? new GlobalType(ValType.I64, true) : new GlobalType(_picker.Any(), _source.Chance(190));
            _code.Truncate(0);
            _values.Constant(_code, type.Value);
            Globals.Add(new GlobalItem(type, false, false));
            Definition.Globals.Add(new GlobalDefinition(type, Take(), 0));
        }
    }

    private void DefineMemories()
    {
        int most = _swarm.Has(Feature.MultiMemory) ? 3 : 1 - Memories.Count;
        for (int i = _source.Chance(240) ? _source.Between(Math.Min(1, most), most) : 0; i > 0; i--)
        {
            int minimum = _source.Chance(12) ? 0 : _source.Between(1, 2);
            var type = new MemoryType(
                new Limits((ulong)minimum, (ulong)(minimum + _source.Below(3))), _swarm.Has(Feature.Memory64) && _source.Chance(100));
            Memories.Add(new MemoryItem(type));
            Definition.Memories.Add(new MemoryDefinition(type, 0));
        }
    }

    private void DefineTables()
    {
        int most = _swarm.Has(Feature.ReferenceTypes) ? 3 : 1 - Tables.Count;
        for (int i = _source.Between(Math.Min(1, most), most); i > 0; i--)
        {
            int size = 1 << _source.Between(2, 4);
            ValType element = Tables.Count == 0 || !_picker.HasReferences || _source.Chance(100) ? ValType.FuncRef : _picker.Reference();
            var type = new TableType(
                element, new Limits((ulong)size, (ulong)(size + _source.Below(12))), _swarm.Has(Feature.Memory64) && _source.Chance(80));
            Expression? initializer = null;
            if (!element.IsDefaultable || (_swarm.Has(Feature.FunctionReferences) && _source.Chance(60)))
            {
                _code.Truncate(0);
                _values.Constant(_code, element);
                initializer = Take();
            }

            int[] known = new int[size];
            Array.Fill(known, -1);
            Tables.Add(new TableItem(type, known));
            Definition.Tables.Add(new TableDefinition(type, initializer, 0));
        }
    }

    // The function that sets the counter to its beginning; written by hand, so that no counter guards it.
    private void AddRefill()
    {
        if (Counter < 0 || Index > 0)
        {
            return;
        }

        int type = Types.FunctionIndex([], []);
        Functions.Add(new FunctionItem(type, Types.Function(type)));
        _code.Truncate(0);
        ValueWriter.Number(_code, ValType.I32, CaseBuilder.EntriesPerCall);
        _code.Write(Op.GlobalSet, (uint)Counter);
        Definition.Functions.Add(new FunctionDefinition(type, [], Take(), 0));
        Definition.Exports.Add(new Export(RefillName, ExternKind.Function, Functions.Count - 1, 0));
    }

    private void Export()
    {
        // The last module's functions are what is called; of the others something has to be left to import.
        for (int i = 0; i < Functions.Count; i++)
        {
            bool isOwn = i >= ImportedFunctions;
            if (Definition.Start?.FunctionIndex != i && (isOwn ? !_source.Chance(30) : _source.Chance(20)))
            {
                Definition.Exports.Add(new Export($"f{i}", ExternKind.Function, i, 0));
            }
        }

        ExportAll("t", ExternKind.Table, 0, Tables.Count);
        ExportAll("m", ExternKind.Memory, 0, Memories.Count);
        ExportAll("g", ExternKind.Global, Counter + 1, Globals.Count);
        ExportAll("e", ExternKind.Tag, 0, Tags.Count);
    }

    private void ExportAll(string prefix, ExternKind kind, int start, int count)
    {
        for (int i = start; i < count; i++)
        {
            if (!_source.Chance(24))
            {
                Definition.Exports.Add(new Export($"{prefix}{i}", kind, i, 0));
            }
        }
    }

    private Expression Number(ValType type, ulong bits)
    {
        _code.Truncate(0);
        ValueWriter.Number(_code, type, bits);
        return Take();
    }

    // Ends the expression that has been written, and gives it.
    private Expression Take()
    {
        _code.Write(Op.End);
        return new Expression(_code.ToArray(), 0);
    }
}
