using Wasm.Core.Instructions;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Passes;

/// <summary>
/// Global value numbering: an instruction that computes what a dominating one has computed is replaced by it. Pure operations,
/// operations that trap depending on their operands alone, and loads, if nothing has changed their region in between.
/// </summary>
/// <remarks>
/// One walk over the dominator tree with a hash table whose newest entries are taken out on the way back. What may trap may be
/// replaced, because the same trap would have happened before; it is never moved. Loads are keyed by the epoch of their region: a
/// number that changes at stores and calls, and where control flow joins if one lies between (<see cref="MemoryEffects"/>).
/// </remarks>
internal sealed class ValueNumbering : Pass
{
    private readonly MemoryEpochs _epochs = new();
    private int[] _buckets = [];
    private Entry[] _entries = [];
    private int _entryCount;
    private (Block Block, int Mark)[] _scopes = [];
    private int _mask;

    /// <inheritdoc/>
    public override void Run(PassContext context)
    {
        IrFunction function = context.Function;
        int size = 64;
        while (size < function.InstructionCount && size < 1 << 22)
        {
            size *= 2;
        }

        _mask = size - 1;
        Pooled.Fill(ref _buckets, size, -1);
        Pooled.Ensure(ref _entries, function.InstructionCount);
        _entryCount = 0;
        _epochs.Begin(context.ComputeEffects());
        DominatorTree dominators = context.Dominators;
        int depth = 0;
        foreach (int number in dominators.Preorder)
        {
            var block = new Block(number);
            while (depth > 0 && !dominators.Dominates(_scopes[depth - 1].Block, block))
            {
                Leave(_scopes[--depth].Mark);
                _epochs.Leave();
            }

            Pooled.Push(ref _scopes, ref depth, (block, _entryCount));
            _epochs.Enter(block);
            Visit(context, block);
        }

        context.FinishReplacing();
    }

    private void Visit(PassContext context, Block block)
    {
        IrFunction function = context.Function;
        for (Value value = function[block].First; value.IsSome;)
        {
            Value next = function.Next(value);
            ref Instruction instruction = ref function[value];
            context.ResolveFields(ref instruction);
            long epoch = Epoch(in instruction);
            if (epoch >= 0)
            {
                Value same = FindOrAdd(function, value, in instruction, epoch);
                if (same.IsSome)
                {
                    context.Replace(value, same);
                }
            }
            else
            {
                _epochs.Change(MemoryEffects.Of(in instruction));
            }

            value = next;
        }
    }

    // 0 where memory does not matter, -1 for what is not numbered.
    private long Epoch(in Instruction instruction)
    {
        ref readonly IrOpInfo info = ref IrOpTable.Get(instruction.Op);
        if (info.Shape == IrShape.Memory)
        {
            MemoryAccess access = MemoryAccess.Of(in instruction);
            return (info.Flags & IrFlags.Store) != 0 ? -1
                : access.IsInvariant ? 0
                : _epochs.Of(access.Region);
        }

        // What a reference is as a number holds only while something keeps its object: a collection may give the place to another.
        if (instruction.Op == IrOp.RefToI32)
        {
            return _epochs.Of(MemoryRegion.Runtime);
        }

        const IrFlags Excluded = IrFlags.SideEffect | IrFlags.Terminator;
        return (info.Flags & Excluded) == 0 && instruction.Op is not (IrOp.Result or IrOp.BoundsCheck or IrOp.TrapIf or IrOp.TrapIfNot) ? 0 : -1;
    }

    private Value FindOrAdd(IrFunction function, Value value, in Instruction instruction, long epoch)
    {
        Value a = instruction.A;
        Value b = instruction.B;
        ref readonly IrOpInfo info = ref IrOpTable.Get(instruction.Op);

        // Of floats only the payloads of NaNs would differ; what is gained is not worth it.
        bool commutes = (info.Flags & IrFlags.Commutes) != 0 && info.TypeA is not (IrType.F32 or IrType.F64 or IrType.V128);
        if (commutes && a.Index > b.Index)
        {
            (a, b) = (b, a);
        }

        long immediate = Immediate(function, in instruction);
        ulong hash = ((ulong)instruction.Op << 16) + ((ulong)instruction.Type << 8) + instruction.Flags + ((ulong)epoch << 24);
        hash = (hash * 0x9E3779B97F4A7C15) ^ (uint)a.Index ^ ((ulong)(uint)b.Index << 32);
        hash = (hash * 0xD6E8FEB86659FD93) ^ (uint)instruction.C.Index ^ (ulong)immediate;
        hash = (hash ^ (hash >> 32)) * 0x9E3779B97F4A7C15;
        int bucket = (int)(hash >> 40) & _mask;
        for (int number = _buckets[bucket]; number >= 0; number = _entries[number].Next)
        {
            ref Entry entry = ref _entries[number];
            if (entry.Hash != hash || entry.Epoch != epoch)
            {
                continue;
            }

            ref Instruction other = ref function[entry.Value];
            if (other.Op == instruction.Op && other.Type == instruction.Type && other.Flags == instruction.Flags && other.C == instruction.C
                && ((other.A == a && other.B == b) || (commutes && other.A == b && other.B == a))
                && Immediate(function, in other) == immediate && SameVector(function, in instruction, in other))
            {
                return entry.Value;
            }
        }

        _entries[_entryCount] = new Entry { Value = value, Bucket = bucket, Next = _buckets[bucket], Epoch = epoch, Hash = hash };
        _buckets[bucket] = _entryCount++;
        return Value.None;
    }

    private void Leave(int mark)
    {
        while (_entryCount > mark)
        {
            ref Entry entry = ref _entries[--_entryCount];
            _buckets[entry.Bucket] = entry.Next;
        }
    }

    // The trap code of an access is no part of it: where the first did not trap, the second does not. Vectors stand for themselves.
    private static long Immediate(IrFunction function, in Instruction instruction)
    {
        if (IrOpTable.Get(instruction.Op).Shape == IrShape.Memory)
        {
            return instruction.Imm & ~(0xFFL << 32);
        }

        return (Op)instruction.Op is Op.V128Const or Op.I8x16Shuffle
            ? function.Vectors[(int)instruction.Imm].GetHashCode()
            : instruction.Imm;
    }

    private static bool SameVector(IrFunction function, in Instruction one, in Instruction other) =>
        (Op)one.Op is not (Op.V128Const or Op.I8x16Shuffle) || function.Vectors[(int)one.Imm] == function.Vectors[(int)other.Imm];

    private struct Entry
    {
        public Value Value;
        public int Bucket;
        public int Next;
        public long Epoch;
        public ulong Hash;
    }
}
