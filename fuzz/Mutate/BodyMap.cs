using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;

namespace Wasm.Fuzz.Mutate;

/// <summary>A valid function's instructions, and which of them belong together, as validation found out.</summary>
internal sealed class BodyMap : IStackObserver
{
    // What it would take to find the beginning is not known: an operand of unreachable code, or one of several results.
    private const int Unknown = -1;

    private readonly int _wanted;
    private readonly List<int> _starts = [];
    private readonly List<Frame> _frames = [];
    private int _number = -1;
    private bool _isWanted;
    private ValidatedModule? _types;

    private BodyMap(int function) => _wanted = function;

    /// <summary>The module.</summary>
    public ValidatedModule Module { get; private set; } = null!;

    /// <summary>The function.</summary>
    public FunctionDefinition Function => Module.Definition.Functions[_wanted];

    /// <summary>Its number among the functions that the module defines.</summary>
    public int Number => _wanted;

    /// <summary>Its body.</summary>
    public ReadOnlySpan<byte> Code => Function.Body.Code.Span;

    /// <summary>Positions of all instructions, and the body's length.</summary>
    public List<int> Positions { get; } = [];

    /// <summary>What leaves one value.</summary>
    public List<CodeRange> Expressions { get; } = [];

    /// <summary>What leaves none.</summary>
    public List<CodeRange> Statements { get; } = [];

    /// <summary>Types of parameters and locals, as the module writes them.</summary>
    public List<ValType> Locals { get; } = [];

    /// <summary>Finds out about a function.</summary>
    /// <param name="module">The module.</param>
    /// <param name="function">Number of the function among those that the module defines; there need not be one.</param>
    /// <returns>Null if the module is not valid, or there is no such function.</returns>
    public static BodyMap? TryMake(ModuleDefinition module, int function)
    {
        if ((uint)function >= (uint)module.Functions.Count)
        {
            return null;
        }

        try
        {
            // Types first: the observer needs to know how many operands calls have.
            var registry = new TypeRegistry();
            ValidatedModule types = ModuleValidator.Validate(module, FeatureSet.Wasm3, registry, Plain);
            var map = new BodyMap(function) { _types = types, Module = types };
            ModuleValidator.Validate(module, FeatureSet.Wasm3, registry, Plain with { Observer = map });
            FunctionType type = types.Functions[types.Functions.Length - module.Functions.Count + function].Function;
            map.AddLocals(module, type);
            return map;
        }
        catch (ModuleException)
        {
            return null;
        }
    }

    /// <summary>Whether a module is valid.</summary>
    public static bool IsValid(ModuleDefinition module)
    {
        try
        {
            ModuleValidator.Validate(module, FeatureSet.Wasm3, new TypeRegistry(), Plain);
            return true;
        }
        catch (ModuleException)
        {
            return false;
        }
    }

    /// <summary>A closed type in the module's own indices.</summary>
    /// <returns>Null if the module has no index for it.</returns>
    public ValType? Open(ValType closed)
    {
        if (!closed.IsReference || !closed.HeapType.IsConcrete)
        {
            return closed.IsReference && closed.HeapType == HeapType.Bottom ? null : closed;
        }

        for (int i = 0; i < Module.Types.Length; i++)
        {
            if (Module.Types[i].HeapType == closed.HeapType)
            {
                return ValType.Ref(HeapType.Concrete(i), closed.IsNullable);
            }
        }

        return null;
    }

    private static ValidationOptions Plain { get; } = new() { SideTables = false };

    void IStackObserver.Begin(FunctionDefinition function)
    {
        _isWanted = ++_number == _wanted;
        if (_isWanted)
        {
            FunctionType type = _types!.Functions[_types.Functions.Length - _types.Definition.Functions.Count + _number].Function;
            _frames.Add(new Frame(0, 0, 0, type.Results.Length));
        }
    }

    void IStackObserver.After(in Instruction instruction, int end, ReadOnlySpan<ValType> stack)
    {
        if (!_isWanted)
        {
            return;
        }

        if (Positions.Count == 0)
        {
            Positions.Add(0);
        }

        Positions.Add(end);
        Frame frame = _frames[^1];
        switch (instruction.Op)
        {
            case Op.Block or Op.Loop or Op.If or Op.TryTable:
                Enter(in instruction, frame, stack.Length);
                return;
            case Op.Else:
                Resize(frame.Base, stack.Length, Unknown);
                return;
            case Op.End:
                _frames.RemoveAt(_frames.Count - 1);
                if (_frames.Count > 0)
                {
                    Leave(frame.Base, frame.Start, end, stack);
                }

                return;
        }

        if ((InstructionTable.Get(instruction.Op).Flags & InstructionFlags.Terminates) != 0)
        {
            Resize(frame.Base, stack.Length, Unknown);
            return;
        }

        int labelTypes = instruction.Op is Op.BrIf or Op.BrOnNull or Op.BrOnNonNull or Op.BrOnCast or Op.BrOnCastFail
            ? _frames[_frames.Count - 1 - (int)instruction.Index].LabelTypes : 0;
        int operands = Arity.Of(in instruction, _types!, null, labelTypes);
        Leave(_starts.Count - Math.Min(operands, _starts.Count - frame.Base), StartOf(operands, frame.Base, instruction.Start), end, stack);
    }

    private void Enter(in Instruction instruction, Frame outer, int height)
    {
        FunctionType? type = instruction.Block.IsIndex ? _types!.Types[instruction.Block.TypeIndex].Function : null;
        int operands = Arity.Of(in instruction, _types!, type, 0);
        int start = StartOf(operands, outer.Base, instruction.Start);
        int below = _starts.Count - Math.Min(operands, _starts.Count - outer.Base);
        int results = type?.Results.Length ?? (instruction.Block.Result.IsBottom ? 0 : 1);
        _frames.Add(new Frame(below, start, _frames.Count, instruction.Op == Op.Loop ? type?.Parameters.Length ?? 0 : results));
        Resize(below, height, Unknown);
    }

    // The operands' beginning.
    private int StartOf(int operands, int floor, int instruction)
    {
        if (operands > _starts.Count - floor)
        {
            return Unknown;
        }

        int start = instruction;
        for (int i = _starts.Count - operands; i < _starts.Count; i++)
        {
            start = start == Unknown || _starts[i] == Unknown ? Unknown : Math.Min(start, _starts[i]);
        }

        return start;
    }

    private void Leave(int below, int start, int end, ReadOnlySpan<ValType> stack)
    {
        int results = stack.Length - below;
        Resize(below, stack.Length, results == 1 ? start : Unknown);
        if (start == Unknown)
        {
            return;
        }

        if (results == 0)
        {
            Statements.Add(new CodeRange(start, end, ValType.Bottom));
        }
        else if (results == 1 && !stack[^1].IsBottom)
        {
            Expressions.Add(new CodeRange(start, end, stack[^1]));
        }
    }

    private void Resize(int below, int height, int start)
    {
        _starts.RemoveRange(below, _starts.Count - below);
        while (_starts.Count < height)
        {
            _starts.Add(start);
        }
    }

    private void AddLocals(ModuleDefinition module, FunctionType type)
    {
        SubType declared = module.Types[module.Functions[_wanted].TypeIndex];
        Locals.AddRange(declared.Composite is FunctionType own ? own.Parameters : type.Parameters);
        foreach (LocalGroup group in Function.Locals)
        {
            Locals.AddRange(Enumerable.Repeat(group.Type, (int)Math.Min(group.Count, 1_000)));
        }
    }

    private readonly record struct Frame(int Base, int Start, int Depth, int LabelTypes);
}
