using System.Numerics;
using System.Runtime.Intrinsics;
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
    // Entries of one bucket that are looked at: a bound for input that was made to collide.
    private const int MaximumLook = 64;

    private static readonly Kind[] Kinds = BuildKinds();

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
        _epochs.Begin(context.Effects);
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
            Kind kind = Kinds[(int)instruction.Op];
            if (kind == Kind.None)
            {
                _epochs.Change(MemoryEffects.Of(in instruction));
            }
            else
            {
                Value same = FindOrAdd(function, value, in instruction, kind);
                if (same.IsSome)
                {
                    context.Replace(value, same);
                }
            }

            value = next;
        }
    }

    private Value FindOrAdd(IrFunction function, Value value, in Instruction instruction, Kind kind)
    {
        uint a = (uint)instruction.A.Index;
        uint b = (uint)instruction.B.Index;
        if (kind == Kind.Commutes && a > b)
        {
            (a, b) = (b, a);
        }

        long epoch = 0;
        ulong immediate = (ulong)instruction.Imm;
        if (kind > Kind.Commutes)
        {
            (immediate, epoch) = Particulars(function, in instruction, kind);
        }

        // All there is to know of an instruction, in three words.
        ulong first = (uint)instruction.Op | (uint)instruction.Type << 16 | (uint)instruction.Flags << 24 | (ulong)a << 32;
        ulong second = b | (ulong)(uint)instruction.C.Index << 32;
        ulong hash = (first * 0x9E3779B97F4A7C15) ^ BitOperations.RotateLeft(second * 0xD6E8FEB86659FD93, 29)
            ^ ((immediate + ((ulong)epoch << 24)) * 0xC2B2AE3D27D4EB4F);
        hash = (hash ^ (hash >> 32)) * 0x9E3779B97F4A7C15;
        int bucket = (int)(hash >> 40) & _mask;
        int look = MaximumLook;
        for (int number = _buckets[bucket]; number >= 0 && look > 0; look--)
        {
            ref Entry entry = ref _entries[number];
            if (entry.First == first && entry.Second == second && entry.Immediate == immediate && entry.Epoch == epoch
                && (kind != Kind.Vector || function.Vectors[(int)function[entry.Value].Imm] == function.Vectors[(int)instruction.Imm]))
            {
                return entry.Value;
            }

            number = entry.Next;
        }

        _entries[_entryCount] = new Entry
        {
            First = first,
            Second = second,
            Immediate = immediate,
            Epoch = epoch,
            Value = value,
            Bucket = bucket,
            Next = _buckets[bucket],
        };
        _buckets[bucket] = _entryCount++;
        return Value.None;
    }

    // The immediate and the epoch. The trap code of an access is no part of it: where the first did not trap, the second does not.
    private (ulong Immediate, long Epoch) Particulars(IrFunction function, in Instruction instruction, Kind kind)
    {
        switch (kind)
        {
            case Kind.Load:
                MemoryAccess access = MemoryAccess.Of(in instruction);
                return ((ulong)instruction.Imm & ~(0xFFUL << 32), access.IsInvariant ? 0 : _epochs.Of(access.Region));
            case Kind.Vector:
                Vector128<ulong> bits = function.Vectors[(int)instruction.Imm].AsUInt64();
                return (bits[0] ^ BitOperations.RotateLeft(bits[1], 23), 0);
            default:
                // What a reference is as a number holds only while something keeps its object: a collection may give the place to
                // another.
                return ((ulong)instruction.Imm, _epochs.Of(MemoryRegion.Runtime));
        }
    }

    private static Kind[] BuildKinds()
    {
        const IrFlags Excluded = IrFlags.SideEffect | IrFlags.Terminator;
        var kinds = new Kind[(int)IrOp.End];
        for (int i = 0; i < kinds.Length; i++)
        {
            ref readonly IrOpInfo info = ref IrOpTable.Get((IrOp)i);
            kinds[i] = info.Shape == IrShape.Memory ? (info.Flags & IrFlags.Store) != 0 ? Kind.None : Kind.Load
                : info.Shape == IrShape.None || (info.Flags & Excluded) != 0 ? Kind.None
                : (IrOp)i switch
                {
                    IrOp.Result or IrOp.BoundsCheck or IrOp.TrapIf or IrOp.TrapIfNot => Kind.None,
                    IrOp.RefToI32 => Kind.Reference,
                    (IrOp)Op.V128Const or (IrOp)Op.I8x16Shuffle => Kind.Vector,

                    // Of floats only the payloads of NaNs would differ; what is gained is not worth it.
                    _ => (info.Flags & IrFlags.Commutes) != 0 && info.TypeA is not (IrType.F32 or IrType.F64 or IrType.V128)
                        ? Kind.Commutes
                        : Kind.Pure,
                };
        }

        return kinds;
    }

    private void Leave(int mark)
    {
        while (_entryCount > mark)
        {
            ref Entry entry = ref _entries[--_entryCount];
            _buckets[entry.Bucket] = entry.Next;
        }
    }

    // How an operation is numbered.
    private enum Kind : byte
    {
        // Not at all.
        None,

        // By operands and immediate.
        Pure,

        // The same, and the first two operands may be exchanged.
        Commutes,

        // By address and epoch.
        Load,

        // By the bits of its vector.
        Vector,

        // Until the next call.
        Reference,
    }

    private struct Entry
    {
        public ulong First;
        public ulong Second;
        public ulong Immediate;
        public long Epoch;
        public Value Value;
        public int Bucket;
        public int Next;
    }
}
