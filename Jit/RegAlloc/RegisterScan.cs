using System.Numerics;
using Wasm.Jit.Backend;

namespace Wasm.Jit.RegAlloc;

/// <summary>
/// What both allocators have in common: a scan over instructions that knows at each what the registers hold. Operands get
/// registers as their constraints want it; who is needed last has to leave first. What the allocators do at the borders of blocks,
/// and how values come into their slots, is theirs.
/// </summary>
internal abstract partial class RegisterScan
{
    /// <summary>Not needed any more.</summary>
    protected const int Never = int.MaxValue;

    private protected readonly FrameSlots _slots = new();
    private protected readonly ParallelMoves _moves;
    private protected readonly Liveness _liveness = new();
    private protected readonly int[] _valueIn = new int[64];

    /// <summary>The registers that hold something: where <see cref="_valueIn"/> is not negative.</summary>
    private protected ulong _used;
    private protected MachineFunction _function = null!;
    private protected RegisterFile _registers = null!;
    private protected Allocation _allocation = null!;

    /// <summary>Receives moves between instructions.</summary>
    private protected PooledList<InsertedMove> _output = null!;

    private protected Value[] _values = [];

    /// <summary>By operand: when its virtual register is needed next after it.</summary>
    private protected int[] _nextUse = [];

    /// <summary>By virtual register: whether it is a reference that stack maps must name. Set if there are safepoints.</summary>
    private protected bool[] _traced = [];

    /// <summary>The current block.</summary>
    private protected int _block;

    private protected int _safepoints;

    private protected RegisterScan() => _moves = new ParallelMoves(_slots);

    /// <summary>What is known of a virtual register.</summary>
    private protected struct Value
    {
        /// <summary>Its register, or -1.</summary>
        public int Register;

        /// <summary>Its register before the current instruction if <see cref="Stamp"/> is the current tick.</summary>
        public int StartRegister;

        /// <summary>See <see cref="StartRegister"/>.</summary>
        public int Stamp;

        /// <summary>When it is needed next: the larger, the later; <see cref="Never"/>.</summary>
        public int Next;

        /// <summary>Its slot, or -1.</summary>
        public int Slot;

        /// <summary>Instruction that can be repeated, or -1.</summary>
        public int Rematerialize;

        /// <summary>Position in the list of live references, or -1.</summary>
        public int LivePosition;

        /// <summary>Tick of the last instruction that uses it, as far as has been seen.</summary>
        public int UsedAt;

        /// <summary>Tick of the last instruction for which its slot got the constant that it is.</summary>
        public int MadeAt;

        /// <summary>Block for which something was noted: its meaning is the allocator's.</summary>
        public int Mark;

        /// <summary>Register that it had better be in, or -1.</summary>
        public int Hint;

        /// <summary>A parameter with which it had better share its register (itself if it is one), or -1.</summary>
        public int Group;

        /// <summary>For parameters: register in which the block gets it, or -1: slot. For groups: the last register of a member.</summary>
        public int GroupRegister;

        /// <summary>Instruction that defines it; nothing for parameters.</summary>
        public int DefinedAt;

        /// <summary>Last instruction that reads it, or at which an edge that carries it begins; -1: none.</summary>
        public int LastPlace;

        /// <summary>Whether it is a block's parameter.</summary>
        public bool IsParameter;

        /// <summary>Whether it lives in several blocks.</summary>
        public bool IsGlobal;

        /// <summary>Whether its slot has it: from here to the end of the block, or from its definition; as the allocator says.</summary>
        public bool IsStored;
    }

    /// <summary>The slot of a value, which has it before the current instruction, whatever must be done for that.</summary>
    private protected abstract Location SlotWithValue(int register);

    /// <summary>A value that is needed later leaves its register.</summary>
    private protected abstract void Evicted(int register);

    /// <summary>An instruction has defined a value that is needed later; it is in its register.</summary>
    private protected abstract void Defined(int register);

    /// <summary>A value is not needed any more.</summary>
    private protected abstract void Died(int register);

    /// <summary>The slot of a value, whatever it has.</summary>
    private protected abstract Location SlotOf(int register);

    /// <summary>Notes the stack map of a safepoint.</summary>
    private protected abstract void AddStackMap(int instruction);

    /// <summary>Forgets the last function.</summary>
    private protected void Begin()
    {
        int count = _function.RegisterTypes.Count;
        _allocation.Reset();
        _allocation.Locations.Resize(_function.Operands.Count);
        _mapBudget = Budget();
        _slots.Reset(_function.StoresInstance ? MachineFunction.InstanceSlot + 1 : 0);
        _live.Clear();
        _mapChanged = true;
        Array.Fill(_valueIn, -1);
        _used = 0;
        FlatArray.Ensure(ref _values, count);
        FlatArray.Ensure(ref _nextUse, _function.Operands.Count);
        FlatArray.Ensure(ref _traced, count);
        _values.AsSpan(0, count).Fill(new Value
        {
            Register = -1,
            Slot = -1,
            Rematerialize = -1,
            LivePosition = -1,
            Mark = -1,
            Hint = -1,
            Group = -1,
            GroupRegister = -1,
            LastPlace = -1,
        });
    }

    /// <summary>Work on liveness, and room for stack maps, that a function of this size is granted.</summary>
    private protected int Budget() => (1 << 20) + (8 * (_function.Operands.Count + _function.Registers.Count + _function.Blocks.Count));

    /// <summary>Whether a register can be made by an instruction again.</summary>
    private protected static bool IsRematerializable(ref MachineInstruction instruction) =>
        (instruction.Flags & MachineFlags.Rematerializable) != 0 && instruction.OperandCount == 1;

    private protected static bool IsVector(RegisterType type) => type is RegisterType.F32 or RegisterType.F64 or RegisterType.V128;

    private protected void ClearRegisters()
    {
        for (; _used != 0; _used &= _used - 1)
        {
            int r = BitOperations.TrailingZeroCount(_used);
            _values[_valueIn[r]].Register = -1;
            _valueIn[r] = -1;
        }
    }

    private protected void MarkTraced()
    {
        for (int v = 0; v < _function.RegisterTypes.Count; v++)
        {
            _traced[v] = _function.RegisterTypes[v] == RegisterType.Ref && _values[v].Rematerialize < 0;
        }
    }
}
