using System.Collections.Immutable;
using Wasm.Core.Binary;
using Wasm.Core.Types;
using Wasm.Interpreter.Execution;

namespace Wasm.Interpreter.Translation;

// Blocks, labels and branches (specification, 4.6.5 and 4.6.6).
internal sealed partial class Translator
{
    private readonly List<Handler> _handlers = [];
    private readonly List<OpenClause> _clauses = [];

    private void PushControl(in Control control)
    {
        if (_controlCount == _controls.Length)
        {
            Array.Resize(ref _controls, _controlCount * 2);
        }

        _controls[_controlCount++] = control;
    }

    private ref Control Label(uint depth) => ref _controls[_controlCount - 1 - (int)depth];

    /// <summary>Opens a block whose parameters are on the operand stack.</summary>
    private Control Open(ControlKind kind, BlockType type)
    {
        bool isTarget = _sideTable!.Controls[_nextControl++].IsTarget;
        (ImmutableArray<ValType> parameters, ImmutableArray<ValType> results) = TypesOf(type);
        return new Control
        {
            Kind = kind,
            Height = _operands.Height - parameters.Length,
            Parameters = parameters,
            Results = results,
            IsTarget = isTarget,
            Exit = None,
            Patches = Control.NoPatch,
            ElsePatch = None,
            Clauses = _clauses.Count,
        };
    }

    private (ImmutableArray<ValType> Parameters, ImmutableArray<ValType> Results) TypesOf(BlockType type)
    {
        if (type.IsIndex)
        {
            FunctionType function = _validated.Types[type.TypeIndex].Function;
            return (function.Parameters, function.Results);
        }

        return ([], type.Result.IsBottom ? [] : [type.Result]);
    }

    private void TranslateBlock(BlockType type)
    {
        Control control = Open(ControlKind.Block, type);
        if (control.IsTarget)
        {
            SettleLocals();
        }

        PushControl(in control);
    }

    private void TranslateLoop(BlockType type)
    {
        Control control = Open(ControlKind.Loop, type);
        _loopDepth++;
        if (control.IsTarget)
        {
            SettleLocals();
            SettleTop(control.Parameters.Length);
            _producer = None;
        }

        control.Start = _count;
        PushControl(in control);
    }

    private void TranslateIf(BlockType type)
    {
        Condition condition = PopCondition();
        Control control = Open(ControlKind.If, type);
        SettleLocals();
        SettleTop(control.Parameters.Length);
        control.ElsePatch = EmitBranch(condition.Inverse());
        PushControl(in control);
    }

    private void TranslateElse()
    {
        ref Control control = ref _controls[_controlCount - 1];
        if (_reachable)
        {
            SettleTop(control.Results.Length);
            int jump = Emit(new Instr { Code = Code.Jump });
            AddPatch(ref control, jump);
        }

        BindElse(ref control);
    }

    private void BindElse(ref Control control)
    {
        _operands.Truncate(control.Height);
        foreach (ValType type in control.Parameters)
        {
            PushHome(SlotClasses.Of(type));
        }

        _code[control.ElsePatch].X = _count;
        control.ElsePatch = None;
        _producer = None;
        _reachable = true;
    }

    private void TranslateEnd()
    {
        ref Control control = ref _controls[_controlCount - 1];
        if (control.Kind == ControlKind.If && control.ElsePatch != None)
        {
            // Without else, the parameters are the results, and both ways have them in their own slots.
            bool reachable = _reachable;
            if (reachable)
            {
                SettleTop(control.Results.Length);
            }

            BindElse(ref control);
        }

        if (control.Kind == ControlKind.Body)
        {
            if (_reachable)
            {
                EmitReturn();
            }

            _controlCount--;
            return;
        }

        if (control.Kind == ControlKind.Loop)
        {
            _loopDepth--;
        }

        if (control.Kind == ControlKind.TryTable)
        {
            CloseTry(ref control);
        }

        if (control.Patches != Control.NoPatch)
        {
            BindLabel(ref control);
        }

        _controlCount--;
        if (!_reachable)
        {
            _operands.Truncate(control.Height);
        }
    }

    /// <summary>The label at the end of a block: what branches to it now knows the position.</summary>
    private void BindLabel(ref Control control)
    {
        if (_reachable)
        {
            SettleTop(control.Results.Length);
        }

        _operands.Truncate(control.Height);
        foreach (ValType type in control.Results)
        {
            PushHome(SlotClasses.Of(type));
        }

        for (int patch = control.Patches; patch != Control.NoPatch;)
        {
            int next;
            if (patch >= 0)
            {
                next = _code[patch].X;
                _code[patch].X = _count;
            }
            else
            {
                next = _handlers[~patch].Target;
                _handlers[~patch] = _handlers[~patch] with { Target = _count };
            }

            patch = next;
        }

        _producer = None;
        _reachable = true;
    }

    /// <summary>Makes an instruction that goes to a label go there.</summary>
    private void AddPatch(ref Control control, int position)
    {
        if (control.Kind == ControlKind.Loop)
        {
            _code[position].X = control.Start;
        }
        else
        {
            _code[position].X = control.Patches;
            control.Patches = position;
        }
    }

    // br: the operands move to the label's height, everything between is dropped.
    private void TranslateBr(uint depth)
    {
        EmitUnconditional(ref Label(depth));
        _reachable = false;
    }

    private void EmitUnconditional(ref Control control)
    {
        if (control.Kind == ControlKind.Body)
        {
            EmitReturn();
            return;
        }

        MoveToLabel(ref control);
        if (control.Exit != None)
        {
            EmitBackEdge(in control);
            return;
        }

        AddPatch(ref control, Emit(new Instr { Code = Code.Jump }));
    }

    /// <summary>
    /// Goes back to a loop that begins with a branch out of it, as <c>while</c> loops do: tests the condition here, so
    /// that an iteration executes one branch and not two.
    /// </summary>
    private void EmitBackEdge(in Control loop)
    {
        Instr exit = _code[loop.Start];
        Instr again = exit;
        again.Code = InverseOf(exit.Code);
        again.X = loop.Start + 1;
        Emit(again);
        AddPatch(ref _controls[loop.Exit], Emit(new Instr { Code = Code.Jump }));
    }

    private static Code InverseOf(Code branch) => branch switch
    {
        Code.BranchIf => Code.BranchIfZero,
        Code.BranchIfZero => Code.BranchIf,
        _ => Comparison.InverseOfBranch(branch),
    };

    private void TranslateBrIf(uint depth)
    {
        Condition condition = PopCondition();
        EmitConditional(_controlCount - 1 - (int)depth, condition);
    }

    /// <summary>A branch to a label, with the top operands, if a condition holds.</summary>
    private void EmitConditional(int target, Condition condition)
    {
        ref Control control = ref _controls[target];
        int count = control.LabelTypes.Length;
        if (control.Kind == ControlKind.Body || MustMove(ref control))
        {
            // What moves more than one operand settles them, which both ways must then have seen.
            SettleTop(count == 1 ? 0 : count);
            int skip = EmitBranch(condition.Inverse());
            EmitUnconditional(ref control);
            _code[skip].X = _count;
            _producer = None;
        }
        else
        {
            SettleTop(count);
            int branch = EmitBranch(condition);
            AddPatch(ref control, branch);
            ref Control innermost = ref _controls[_controlCount - 1];
            if (innermost.Kind == ControlKind.Loop && innermost.Start == branch && control.Kind != ControlKind.Loop)
            {
                innermost.Exit = target;
            }
        }
    }

    private bool MustMove(ref Control control)
    {
        int count = control.LabelTypes.Length;
        return count > 0 && _operands.Height - count != control.Height;
    }

    private void MoveToLabel(ref Control control)
    {
        int count = control.LabelTypes.Length;
        int source = _operands.Height - count;
        if (count == 1)
        {
            EmitMove(in _operands[source], source, HomeOf(control.Height));
            return;
        }

        // Upwards: an operand never moves to a slot above its own, so none is overwritten before it has moved.
        SettleTop(count);
        for (int i = 0; i < count; i++)
        {
            EmitMove(in _operands[source + i], source + i, HomeOf(control.Height + i));
        }
    }

    // br_table: one entry per label; an entry whose operands must move, or that returns, leads to code that does so.
    private void TranslateBrTable(ReadOnlySpan<uint> labels, uint defaultLabel)
    {
        ushort index = PopSlot();
        SettleTop(Label(defaultLabel).LabelTypes.Length);
        Emit(new Instr { Code = Code.BranchTable, A = index, X = labels.Length });
        int first = _count;
        for (int i = 0; i <= labels.Length; i++)
        {
            Emit(new Instr { Code = Code.Jump });
        }

        for (int i = 0; i <= labels.Length; i++)
        {
            uint depth = i < labels.Length ? labels[i] : defaultLabel;
            ref Control control = ref Label(depth);
            if (control.Kind == ControlKind.Body || MustMove(ref control))
            {
                _code[first + i].X = _count;
                EmitUnconditional(ref control);
            }
            else
            {
                AddPatch(ref control, first + i);
            }
        }

        _reachable = false;
    }

    /// <summary>Returns with the top operands as results, which stay on the stack.</summary>
    private void EmitReturn()
    {
        int count = _signature.Results.Length;
        int source = _operands.Height - count;
        if (count == 1)
        {
            ref readonly Operand result = ref _operands[source];
            if (result.Class == SlotClass.Number && result.Kind != OperandKind.Constant)
            {
                int slot = result.Kind == OperandKind.Local ? result.Local : HomeOf(source);
                Emit(new Instr { Code = Code.ReturnOne, A = (ushort)slot });
                return;
            }

            EmitMove(in result, source, 0);
        }
        else
        {
            SettleTop(count);
            for (int i = 0; i < count; i++)
            {
                EmitMove(in _operands[source + i], source + i, i);
            }
        }

        Emit(new Instr { Code = Code.Return });
    }

    // try_table: its clauses become handlers of the code between here and its end (throw_ref-handler-…).
    private void TranslateTryTable(BlockType type, ReadOnlySpan<CatchClause> clauses)
    {
        Control control = Open(ControlKind.TryTable, type);
        if (control.IsTarget)
        {
            SettleLocals();
        }

        // Clauses count labels from outside the block, hence before it is pushed.
        foreach (CatchClause clause in clauses)
        {
            int target = _controlCount - 1 - (int)clause.Label;
            int tag = clause.Kind is CatchKind.Catch or CatchKind.CatchRef ? (int)clause.Tag : None;
            bool withReference = clause.Kind is CatchKind.CatchRef or CatchKind.CatchAllRef;
            int stub = _controls[target].Kind == ControlKind.Body ? EmitReturnStub() : None;
            _clauses.Add(new OpenClause(tag, withReference, target, stub));
            if (withReference)
            {
                Use(SlotClass.Reference);
            }
        }

        control.Start = _count;
        _producer = None;
        PushControl(in control);
    }

    /// <summary>Code that returns what a handler has put into the lowest operand slots.</summary>
    private int EmitReturnStub()
    {
        int skip = Emit(new Instr { Code = Code.Jump });
        int stub = _count;
        int height = _operands.Height;
        for (int i = 0; i < _signature.Results.Length; i++)
        {
            // Pushed for a moment: the frame has slots for them, on the stacks of their classes.
            SlotClass @class = SlotClasses.Of(_signature.Results[i]);
            PushHome(@class);
            EmitMove(Operand.Home(@class), i, i);
        }

        _operands.Truncate(height);

        Emit(new Instr { Code = Code.Return });
        _code[skip].X = _count;
        return stub;
    }

    private void CloseTry(ref Control control)
    {
        for (int i = control.Clauses; i < _clauses.Count; i++)
        {
            OpenClause clause = _clauses[i];
            ref Control target = ref _controls[clause.Control];
            int number = _handlers.Count;
            int slot = HomeOf(target.Kind == ControlKind.Body ? 0 : target.Height);
            var handler = new Handler(control.Start, _count, clause.Tag, clause.WithReference, slot, clause.Stub);
            if (target.Kind == ControlKind.Loop)
            {
                handler = handler with { Target = target.Start };
            }
            else if (clause.Stub == None)
            {
                handler = handler with { Target = target.Patches };
                target.Patches = ~number;
            }

            _handlers.Add(handler);
        }

        _clauses.RemoveRange(control.Clauses, _clauses.Count - control.Clauses);
    }
}
