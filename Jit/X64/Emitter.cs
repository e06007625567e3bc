using Wasm.Jit.Abi;
using Wasm.Jit.Backend;

namespace Wasm.Jit.X64;

/// <summary>Machine code with its allocation → bytes and side tables. Scratch registers: r11 and xmm15.</summary>
/// <remarks>
/// Frame, from high to low addresses: return address; saved frame pointer, where rbp points; slots; scratch area of helpers'
/// arguments; outgoing area, where rsp points.
/// </remarks>
internal sealed partial class Emitter
{
    /// <summary>Frames up to this size compare the stack pointer itself with the limit, below which there is more room than that.</summary>
    private const int LargeFrame = 24 << 10;

    /// <summary>Functions that call nothing and have a frame up to this size do not look at the limit.</summary>
    private const int SmallFrame = 1 << 10;

    private readonly X64Constants _constants;
    private readonly CpuFeatures _features;
    private readonly CodeBuffer _code = new();
    private readonly Assembler _asm;
    private readonly PooledList<ColdCode> _cold = new(64);
    private readonly PooledList<(int Call, int Block)> _pads = new(16);
    private readonly PooledList<Label> _table = new(64);
    private MachineFunction _machine = null!;
    private Allocation _allocation = null!;
    private CompiledFunction _output = null!;
    private int[] _targets = [];
    private int[] _following = [];
    private Label _firstBlock;
    private int _block;
    private int _move;
    private int _stackMap;
    private int _lastOffset;
    private int _lastOrigin;
    private bool _hasFrame;

    /// <summary>An emitter.</summary>
    /// <param name="constants">What lowering has left for it.</param>
    /// <param name="features">What the code may use.</param>
    public Emitter(X64Constants constants, CpuFeatures features)
    {
        _constants = constants;
        _features = features;
        _asm = new Assembler(_code, features);
    }

    /// <summary>Whether <see cref="CompiledFunction.Sources"/> has a row for each IR value, for dumps, not only for each WebAssembly instruction.</summary>
    public bool KeepsOrigins { get; set; }

    /// <summary>Writes a function.</summary>
    public void Emit(MachineFunction machine, Allocation allocation, CompiledFunction output)
    {
        Begin(machine, allocation, output);
        EmitPrologue();
        for (int block = 0; block < machine.Blocks.Count; block++)
        {
            if (_targets[block] == block)
            {
                EmitBlock(block);
            }
        }

        EmitCold();
        Finish();
    }

    private void Begin(MachineFunction machine, Allocation allocation, CompiledFunction output)
    {
        _machine = machine;
        _allocation = allocation;
        _output = output;
        _code.Reset();
        output.Reset();
        _cold.Clear();
        _pads.Clear();
        _move = 0;
        _stackMap = 0;
        _lastOffset = int.MinValue;
        _lastOrigin = 0;
        int slots = Math.Max(allocation.SlotCount, machine.StoresInstance ? MachineFunction.InstanceSlot + 1 : 0);
        output.FrameBytes = ((8 * slots) + machine.ScratchBytes + machine.OutgoingBytes + 15) & ~15;
        output.ParameterBytes = _constants.ParameterBytes;
        _hasFrame = output.FrameBytes != 0;
        _firstBlock = _code.NewLabels(machine.Blocks.Count);
        FindTargets();
        output.StackMapSlots.Resize(allocation.StackMapSlots.Count);
        allocation.StackMapSlots.Span.CopyTo(output.StackMapSlots.Span);
        foreach (Ir.CatchEntry entry in _constants.Catches.Span)
        {
            output.Catches.Add(entry);
        }
    }

    private void Finish()
    {
        _code.Shorten(_output);
        ReadOnlySpan<byte> bytes = _code.Finish();
        _output.Code.Resize(bytes.Length);
        bytes.CopyTo(_output.Code.Span);
        foreach (Relocation relocation in _code.Relocations)
        {
            _output.Relocations.Add(relocation);
        }

        foreach ((int call, int block) in _pads.Span)
        {
            ref CallSite site = ref _output.Calls[call];
            site = site with { Pad = _code.OffsetOf(LabelOf(block)) };
        }
    }

    /// <summary>Finds blocks that do nothing but jump, and for each other one which stands next in the code.</summary>
    private void FindTargets()
    {
        int count = _machine.Blocks.Count;
        Ir.Pooled.Ensure(ref _targets, count);
        Ir.Pooled.Ensure(ref _following, count);
        int move = 0;
        for (int block = 0; block < count; block++)
        {
            ref MachineBlock data = ref _machine.Blocks[block];
            while (move < _allocation.Moves.Count && _allocation.Moves[move].Before < data.First)
            {
                move++;
            }

            bool isEmpty = block != 0 && data.End == data.First + 1
                && _machine.Instructions[data.First].Opcode == (ushort)X64Op.Jump
                && (move == _allocation.Moves.Count || _allocation.Moves[move].Before != data.First);
            _targets[block] = isEmpty ? _machine.Edges[data.FirstEdge].Target : block;
        }

        int following = -1;
        for (int block = count - 1; block >= 0; block--)
        {
            // Chains of empty blocks are short; a circle of them is an endless loop, and left at some point.
            int target = _targets[block];
            for (int steps = 0; steps < 8 && _targets[target] != target; steps++)
            {
                target = _targets[target];
            }

            _targets[block] = target == block || _targets[target] == target ? target : block;
            _following[block] = following;
            if (_targets[block] == block)
            {
                following = block;
            }
        }
    }

    private Label LabelOf(int block) => new(_firstBlock.Index + block);

    /// <summary>Where an edge of the current block goes.</summary>
    private int TargetOf(int edge)
    {
        int target = _machine.Edges[_machine.Blocks[_block].FirstEdge + edge].Target;

        // Where a chain was too long its members stay blocks.
        return _targets[target];
    }

    private bool IsFollowing(int block) => _following[_block] == block;

    private void EmitPrologue()
    {
        _asm.Push(Register.Rbp);
        _asm.Mov(OperandSize.Qword, Register.Rbp, Register.Rsp);
        int frame = _output.FrameBytes;
        if (_machine.StoresInstance || _machine.HasTailCalls || frame > SmallFrame)
        {
            EmitStackCheck(frame);
        }

        if (frame != 0)
        {
            _asm.Alu(AluOp.Sub, OperandSize.Qword, Register.Rsp, frame);
        }

        if (_machine.StoresInstance)
        {
            _asm.Mov(OperandSize.Qword, Slot(MachineFunction.InstanceSlot), (Register)X64Registers.Instance);
        }

        EmitZeroing();
    }

    private void EmitStackCheck(int frame)
    {
        Label overflow = _code.NewLabel();
        Label retry = _code.NewLabel();
        _asm.Bind(retry);
        Register tested = Register.Rsp;
        if (frame > LargeFrame)
        {
            tested = X64Registers.Scratch;
            _asm.Lea(OperandSize.Qword, tested, MemoryOperand.At(Register.Rsp, -frame));
        }

        _asm.Alu(AluOp.Cmp, OperandSize.Qword, tested, Field(StoreContext.StackLimitOffset));
        _asm.Jcc(Condition.Below, overflow);
        _cold.Add(new ColdCode { Kind = ColdKind.Overflow, Label = overflow, Resume = retry, Offset = -1 });
    }

    private void EmitZeroing()
    {
        int count = _allocation.ZeroedSlotCount;
        int first = _allocation.FirstZeroedSlot;
        if (count <= 16)
        {
            for (int slot = first; slot < first + count; slot++)
            {
                _asm.Mov(OperandSize.Qword, Slot(slot), 0);
            }

            return;
        }

        // From the lowest address up.
        Label loop = _code.NewLabel();
        _asm.Mov(X64Registers.Scratch, -8L * (first + count));
        _asm.Bind(loop);
        _asm.Mov(OperandSize.Qword, MemoryOperand.Indexed(Register.Rbp, X64Registers.Scratch), 0);
        _asm.Alu(AluOp.Add, OperandSize.Qword, X64Registers.Scratch, 8);
        _asm.Alu(AluOp.Cmp, OperandSize.Qword, X64Registers.Scratch, -8 * first);
        _asm.Jcc(Condition.NotEqual, loop);
    }

    private void EmitEpilogue()
    {
        if (_hasFrame)
        {
            _asm.Mov(OperandSize.Qword, Register.Rsp, Register.Rbp);
        }

        _asm.Pop(Register.Rbp);
    }

    private void EmitBlock(int block)
    {
        _block = block;
        ref MachineBlock data = ref _machine.Blocks[block];
        _asm.Bind(LabelOf(block));
        for (int i = data.First; i < data.End; i++)
        {
            ref MachineInstruction instruction = ref _machine.Instructions[i];
            EmitMoves(i);
            NoteSource(in instruction);
            if ((instruction.Flags & MachineFlags.Rematerializable) != 0)
            {
                Location location = LocationAt(in instruction, 0);
                if (location.IsRegister)
                {
                    EmitConstant(in instruction, location);
                }

                continue;
            }

            if ((instruction.Flags & MachineFlags.Safepoint) != 0)
            {
                while (_stackMap < _allocation.StackMaps.Count && _allocation.StackMaps[_stackMap].Instruction < i)
                {
                    _stackMap++;
                }
            }

            EmitInstruction(i, in instruction);
        }
    }

    private void NoteSource(in MachineInstruction instruction)
    {
        if (instruction.Offset == _lastOffset && (!KeepsOrigins || instruction.Origin == _lastOrigin))
        {
            return;
        }

        _lastOffset = instruction.Offset;
        _lastOrigin = instruction.Origin;
        _output.Sources.Add(new SourcePosition(_code.Position, instruction.Offset, instruction.Origin));
    }

    private void EmitMoves(int before)
    {
        while (_move < _allocation.Moves.Count && _allocation.Moves[_move].Before <= before)
        {
            ref InsertedMove move = ref _allocation.Moves[_move++];
            if (move.Before == before)
            {
                EmitMove(in move);
            }
        }
    }

    private void EmitMove(in InsertedMove move)
    {
        if (move.Rematerialize >= 0)
        {
            EmitConstant(in _machine.Instructions[move.Rematerialize], move.To);
            return;
        }

        if (move.From == move.To)
        {
            return;
        }

        bool isVector = move.Type == RegisterType.V128;
        bool isFloat = move.Type is RegisterType.F32 or RegisterType.F64 or RegisterType.V128;
        if (!move.From.IsRegister && !move.To.IsRegister)
        {
            VectorMove way = isVector ? VectorMove.Movaps : VectorMove.Movsd;
            _asm.Load(way, X64Registers.ScratchVector, Slot(move.From.SlotNumber));
            _asm.Store(way, Slot(move.To.SlotNumber), X64Registers.ScratchVector);
        }
        else if (isFloat)
        {
            VectorMove way = isVector ? VectorMove.Movaps : VectorMove.Movsd;
            if (!move.From.IsRegister)
            {
                _asm.Load(way, Xmm(move.To), Slot(move.From.SlotNumber));
            }
            else if (!move.To.IsRegister)
            {
                _asm.Store(way, Slot(move.To.SlotNumber), Xmm(move.From));
            }
            else
            {
                _asm.Move(Xmm(move.To), Xmm(move.From));
            }
        }
        else
        {
            // Bits above a narrow value are 0 in registers and slots alike.
            OperandSize size = move.Type == RegisterType.I64 ? OperandSize.Qword : OperandSize.Dword;
            if (!move.From.IsRegister)
            {
                _asm.Mov(size, Gpr(move.To), Slot(move.From.SlotNumber));
            }
            else if (!move.To.IsRegister)
            {
                _asm.Mov(OperandSize.Qword, Slot(move.To.SlotNumber), Gpr(move.From));
            }
            else
            {
                _asm.Mov(size, Gpr(move.To), Gpr(move.From));
            }
        }
    }

    private static MemoryOperand Field(int offset) => MemoryOperand.At(X64Registers.Context, offset);

    private static MemoryOperand Slot(int slot) => MemoryOperand.At(Register.Rbp, -8 * (slot + 1));

    private static Register Gpr(Location location) => (Register)location.Code;

    private static RegisterXmm Xmm(Location location) => (RegisterXmm)(location.Code - Location.FirstVector);

    private Location LocationAt(in MachineInstruction instruction, int operand) => _allocation.Locations[instruction.FirstOperand + operand];

    private Register GprAt(in MachineInstruction instruction, int operand) => Gpr(LocationAt(in instruction, operand));

    private RegisterXmm XmmAt(in MachineInstruction instruction, int operand) => Xmm(LocationAt(in instruction, operand));

    private RegisterType TypeAt(in MachineInstruction instruction, int operand) =>
        _machine.RegisterTypes[_machine.Operands[instruction.FirstOperand + operand].Register];

    private static OperandSize SizeOf(in MachineInstruction instruction) => (OperandSize)(1 << (instruction.Aux >> 5));

    private static int SubOf(in MachineInstruction instruction) => instruction.Aux & 31;

    /// <summary>
    /// The last operand of an instruction if it is memory or a frame slot. To be asked for right before the instruction is written:
    /// its position is noted if it may fault.
    /// </summary>
    /// <param name="instruction">The instruction.</param>
    /// <param name="operand">The operand; if it is memory, the first of its registers.</param>
    /// <param name="memory">Receives the address.</param>
    private bool TryMemory(in MachineInstruction instruction, int operand, out MemoryOperand memory)
    {
        X64Form form = X64Form.Of(instruction.Imm);
        if (form.Memory == X64Memory.None)
        {
            Location location = LocationAt(in instruction, operand);
            memory = location.IsSlot ? Slot(location.SlotNumber) : default;
            return location.IsSlot;
        }

        memory = MemoryAt(in instruction, operand, form);
        return true;
    }

    private MemoryOperand MemoryAt(in MachineInstruction instruction, int operand, X64Form form)
    {
        if (form.Fault != 0)
        {
            _output.Traps.Add(new TrapSite(_code.Position, form.Fault, instruction.Offset));
        }

        int displacement = instruction.Aux2;
        switch (form.Memory)
        {
            case X64Memory.Base:
                return MemoryOperand.At(GprAt(in instruction, operand), displacement);
            case X64Memory.BaseIndex:
                return MemoryOperand.Indexed(GprAt(in instruction, operand), GprAt(in instruction, operand + 1), form.Scale, displacement);
            case X64Memory.Index:
                return MemoryOperand.Scaled(GprAt(in instruction, operand), form.Scale, displacement);
            case X64Memory.Context:
                return Field(displacement);
            case X64Memory.ContextIndex:
                return MemoryOperand.Indexed(X64Registers.Context, GprAt(in instruction, operand), form.Scale, displacement);
            case X64Memory.Outgoing:
                return MemoryOperand.At(Register.Rsp, displacement);
            case X64Memory.Scratch:
                return MemoryOperand.At(Register.Rsp, _machine.OutgoingBytes + displacement);
            case X64Memory.Incoming:
                return MemoryOperand.At(Register.Rbp, 16 + displacement);
        }

        (ulong low, ulong high) = _constants.Values[displacement];
        return MemoryOperand.Of(form.Memory switch
        {
            X64Memory.Constant16 => _code.Constant16(low, high),
            X64Memory.Constant8 => _code.Constant8(low),
            _ => _code.Constant4((uint)low),
        });
    }
}
