using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Interpreter.Execution;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Translation;

/// <summary>
/// Translates a validated body to the register form, in one pass. A frame is: parameters and locals, constants
/// that loops use, operands; an operand's slot is the one of its height. Reading a local and pushing a constant
/// emit nothing: whoever consumes the operand names the local's slot or holds the constant. An operand moves into
/// its own slot where control flow may join, where its local is written, and where it becomes an argument.
/// </summary>
/// <remarks>
/// Invariants: i32 and f32 are zero-extended in their slots. At a label that is a branch target, no operand below
/// is a pending local, and the label's operands are in their own slots. Code that nothing reaches is not
/// translated.
/// </remarks>
internal sealed partial class Translator
{
    private const int MaximumLoopConstants = 16;

    private readonly ReferenceModule _module;
    private readonly ValidatedModule _validated;
    private readonly EngineOptions _options;
    private readonly FunctionType _signature;
    private readonly SlotClass[] _localClasses;
    private readonly OperandStack _operands;
    private readonly FunctionSideTable? _sideTable;
    private readonly List<Vector128<byte>> _vectors = [];
    private readonly int _constantBase;
    private readonly int _operandBase;
    private ulong[] _constants = [];
    private int _constantCount;
    private int _loopDepth;
    private Control[] _controls = new Control[8];
    private int _controlCount;
    private int _nextControl;
    private int _nextSegment;
    private int _skipDepth;
    private bool _reachable = true;
    private Stacks _stacks;

    private Translator(ReferenceModule module, FunctionType signature, SlotClass[] localClasses, FunctionSideTable? sideTable, int codeLength)
    {
        _module = module;
        _validated = module.Module;
        _options = module.Engine.Options;
        _signature = signature;
        _localClasses = localClasses;
        _sideTable = sideTable;
        _operands = new OperandStack(localClasses.Length);
        _constantBase = localClasses.Length;
        _operandBase = _constantBase + (HasLoop(sideTable) ? MaximumLoopConstants : 0);
        _code = new Instr[Math.Max(16, codeLength / 2)];
        _offsets = new int[_code.Length];

        bool HasLoop(FunctionSideTable? table) => table is { Controls.IsEmpty: false };
    }

    /// <summary>Translates a function.</summary>
    /// <param name="module">The module.</param>
    /// <param name="index">Index among the functions it defines.</param>
    public static FunctionBody Translate(ReferenceModule module, int index)
    {
        FunctionDefinition definition = module.Module.Definition.Functions[index];
        FunctionType signature = module.Module.Functions[module.ImportCount + index].Function;
        FunctionSideTable sideTable = module.Module.SideTables[index];
        SlotClass[] locals = ClassesOfLocals(signature, definition.Locals);
        var translator = new Translator(module, signature, locals, sideTable, definition.Body.Code.Length);
        return translator.Run(index, definition.Body, sideTable.MaximumOperands);
    }

    /// <summary>Translates a constant expression as a function without parameters.</summary>
    public static FunctionBody TranslateConstant(ReferenceModule module, Expression expression, ValType type)
    {
        var translator = new Translator(module, new FunctionType([], [type]), [], null, expression.Code.Length);
        return translator.Run(-1, expression, 0);
    }

    private static SlotClass[] ClassesOfLocals(FunctionType signature, ImmutableArray<LocalGroup> groups)
    {
        long count = signature.Parameters.Length;
        foreach (LocalGroup group in groups)
        {
            count += group.Count;
        }

        var classes = new SlotClass[count];
        int next = 0;
        foreach (ValType type in signature.Parameters)
        {
            classes[next++] = SlotClasses.Of(type);
        }

        foreach (LocalGroup group in groups)
        {
            classes.AsSpan(next, (int)group.Count).Fill(SlotClasses.Of(group.Type));
            next += (int)group.Count;
        }

        return classes;
    }

    private FunctionBody Run(int index, Expression body, int maximumOperands)
    {
        int cost = 16 + _localClasses.Length + maximumOperands;
        if (_operandBase + maximumOperands >= Window.Length)
        {
            return FrameTooLarge(index, cost);
        }

        EmitPrologue();
        TranslateBody(body);
        if (_operandBase + _operands.Maximum >= Window.Length)
        {
            return FrameTooLarge(index, cost);
        }

        int entry = FinishPrologue();
        BranchThreading.Run(_code.AsSpan(0, _count));
        if ((_stacks & Stacks.References) != 0)
        {
            MakeReturnsClear();
        }

        return new FunctionBody
        {
            Index = index,
            Code = _code[.._count],
            Entry = entry,
            Slots = _operandBase + _operands.Maximum,
            Cost = cost,
            Signature = _signature,
            Stacks = _stacks,
            Offsets = _offsets[.._count],
            Handlers = [.. _handlers],
            Constants = _constants[.._constantCount],
            Vectors = [.. _vectors],
        };
    }

    /// <summary>A function whose frame no instruction could name the slots of: calling it exhausts the stack.</summary>
    private FunctionBody FrameTooLarge(int index, int cost) => new()
    {
        Index = index,
        Code = [new Instr { Code = Code.Exhaust }],
        Entry = 0,
        Slots = _localClasses.Length,
        Cost = cost,
        Signature = _signature,
        Stacks = Stacks.NumbersOnly,
        Offsets = [0],
        Handlers = [],
        Constants = [],
        Vectors = [],
    };

    private void TranslateBody(Expression body)
    {
        PushControl(new Control { Kind = ControlKind.Body, Parameters = [], Results = _signature.Results, Patches = Control.NoPatch, ElsePatch = -1 });
        var reader = new InstructionReader(body.Code.Span, body.Offset);
        var instruction = default(Instruction);
        do
        {
            InstructionInfo info = reader.Read(ref instruction);
            _position = instruction.Start;
            if (_options.ConsumeFuel && _sideTable is not null)
            {
                ChargeFuel(instruction.Start);
            }

            if (_reachable)
            {
                TranslateInstruction(info, in instruction, ref reader);
            }
            else
            {
                Skip(instruction.Op);
            }
        }
        while (_controlCount > 0);
    }

    /// <summary>Reads over an instruction that nothing reaches.</summary>
    private void Skip(Op op)
    {
        switch (op)
        {
            case Op.Block or Op.Loop or Op.If or Op.TryTable:
                _skipDepth++;
                _nextControl++;
                break;
            case Op.Else when _skipDepth == 0:
                TranslateElse();
                break;
            case Op.End when _skipDepth == 0:
                TranslateEnd();
                break;
            case Op.End:
                _skipDepth--;
                break;
        }
    }

    private void ChargeFuel(int position)
    {
        ImmutableArray<FuelSegment> segments = _sideTable!.FuelSegments;
        while (_nextSegment < segments.Length && segments[_nextSegment].Position <= position)
        {
            FuelSegment segment = segments[_nextSegment++];
            if (segment.Position == position && _reachable)
            {
                Emit(new Instr { Code = Code.ChargeFuel, Imm = (ulong)segment.Cost });
            }
        }
    }

    /// <summary>
    /// What a call does first: room on the other stacks, loop constants, locals that are not parameters set to their
    /// defaults (specification, 4.6.8 "Invocation of function"). The first two are always there and skipped by
    /// <see cref="FunctionBody.Entry"/> where they have nothing to do, which is known only at the end.
    /// </summary>
    private void EmitPrologue()
    {
        Emit(new Instr { Code = Code.PrepareStacks });
        Emit(new Instr { Code = Code.LoopConstants, A = (ushort)_constantBase });
        foreach (SlotClass @class in _localClasses)
        {
            Use(@class);
        }

        for (int start = _signature.Parameters.Length; start < _localClasses.Length;)
        {
            SlotClass @class = _localClasses[start];
            int end = start + 1;
            while (end < _localClasses.Length && _localClasses[end] == @class)
            {
                end++;
            }

            Code clear = @class switch
            {
                SlotClass.Number => Code.ClearNumbers,
                SlotClass.Reference => Code.ClearReferences,
                _ => Code.ClearVectors,
            };
            Emit(new Instr { Code = clear, A = (ushort)start, X = end - start });
            start = end;
        }
    }

    private int FinishPrologue()
    {
        _code[1].X = _constantCount;
        return _stacks != Stacks.NumbersOnly ? 0 : _constantCount > 0 ? 1 : 2;
    }

    private void MakeReturnsClear()
    {
        foreach (ref Instr instruction in _code.AsSpan(0, _count))
        {
            instruction.Code = instruction.Code switch
            {
                Code.Return => Code.ReturnClearing,
                Code.ReturnOne => Code.ReturnOneClearing,
                _ => instruction.Code,
            };
        }
    }

    private void Use(SlotClass @class)
    {
        if (@class != SlotClass.Number)
        {
            _stacks |= @class == SlotClass.Reference ? Stacks.References : Stacks.Vectors;
        }
    }
}
