using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

/// <summary>Makes one module of a case: what it imports and defines, then the bodies, then the exports.</summary>
internal sealed class ModuleBuilder
{
    private readonly CaseBuilder _case;
    private readonly ByteSource _source;

    public ModuleBuilder(CaseBuilder builder, int index)
    {
        _case = builder;
        _source = builder.Source;
        Index = index;
        Name = $"m{index}";
        Types = new TypeSpace(builder.SharedTypes);
    }

    public int Index { get; }

    public string Name { get; }

    public ModuleDefinition Definition { get; } = new();

    public TypeSpace Types { get; }

    public List<FunctionItem> Functions { get; } = [];

    public List<MemoryItem> Memories { get; } = [];

    public CaseBuilder Case => _case;

    public void Build()
    {
        if (_source.Chance(200))
        {
            var type = new MemoryType(new Limits(1, 2));
            Memories.Add(new MemoryItem(type));
            Definition.Memories.Add(new MemoryDefinition(type, 0));
        }

        int count = _source.Between(1, _case.Options.MaximumFunctions);
        for (int i = 0; i < count; i++)
        {
            ValType[] parameters = _case.Picker.Many(_source.Below(5));
            ValType[] results = _case.Picker.Many(_source.Below(2));
            int typeIndex = Types.FunctionIndex(parameters, results);
            Functions.Add(new FunctionItem(typeIndex, Types.Function(typeIndex)) { Budget = _source.Between(10, _case.Options.MaximumInstructions) });
            Definition.Exports.Add(new Export($"f{i}", ExternKind.Function, i, 0));
        }

        var generator = new FunctionGenerator(this);
        for (int i = 0; i < Functions.Count; i++)
        {
            Definition.Functions.Add(generator.Generate(Functions[i]));
        }

        Definition.Types.AddRange(Types.Types);
        Definition.RecursionGroups.AddRange(Types.Groups);
    }
}
