using System.Diagnostics;
using System.Numerics;

namespace Wasm.Jit.Backend;

/// <content>Data behind the code: constants and jump tables. Each is a label, bound when the code is finished.</content>
internal sealed unsafe partial class CodeBuffer
{
    /// <summary>After so many other constants with the same hash a constant is simply written again: hostile code must not make the search long.</summary>
    private const int LongestSearch = 16;

    private Constant[] _constants = new Constant[64];
    private int _constantCount;
    private int[] _constantBuckets = new int[64];
    private int[] _tableTargets = new int[64];
    private int _tableTargetCount;
    private JumpTable[] _tables = new JumpTable[4];
    private int _tableCount;

    /// <summary>A constant of 4 bytes, aligned.</summary>
    public Label Constant4(uint value) => AddConstant(value, 0, 4);

    /// <summary>A constant of 8 bytes, aligned.</summary>
    public Label Constant8(ulong value) => AddConstant(value, 0, 8);

    /// <summary>A constant of 16 bytes, aligned.</summary>
    /// <param name="low">Its first 8 bytes.</param>
    /// <param name="high">Its last 8 bytes.</param>
    public Label Constant16(ulong low, ulong high) => AddConstant(low, high, 16);

    /// <summary>A table of signed 32-bit distances from the table's start to each target.</summary>
    /// <param name="targets">Labels that will be bound in this function's code.</param>
    /// <returns>The table's start.</returns>
    public Label NewJumpTable(ReadOnlySpan<Label> targets)
    {
        if (_tableTargets.Length - _tableTargetCount < targets.Length)
        {
            Array.Resize(ref _tableTargets, Math.Max(checked(_tableTargetCount + targets.Length), _tableTargets.Length * 2));
        }

        if (_tableCount == _tables.Length)
        {
            Array.Resize(ref _tables, _tableCount * 2);
        }

        Label table = NewLabel();
        _tables[_tableCount++] = new JumpTable(table, _tableTargetCount, targets.Length);
        foreach (Label target in targets)
        {
            _tableTargets[_tableTargetCount++] = target.Index;
        }

        return table;
    }

    private static uint Hash(ulong low, ulong high, int size) =>
        (uint)(((low * 0x9E3779B97F4A7C15) ^ BitOperations.RotateLeft((high + (uint)size) * 0xC2B2AE3D27D4EB4F, 29)) >> 32);

    private Label AddConstant(ulong low, ulong high, int size)
    {
        uint hash = Hash(low, high, size);
        int at = _constantBuckets[hash & (uint)(_constantBuckets.Length - 1)] - 1;
        for (int searched = 0; at >= 0 && searched < LongestSearch; searched++)
        {
            ref readonly Constant known = ref _constants[at];
            if (known.Low == low && known.High == high && known.Size == size)
            {
                return known.Label;
            }

            at = known.Next;
        }

        if (_constantCount == _constants.Length)
        {
            GrowConstants();
        }

        Label label = NewLabel();
        ref int bucket = ref _constantBuckets[hash & (uint)(_constantBuckets.Length - 1)];
        _constants[_constantCount] = new Constant { Low = low, High = high, Label = label, Size = size, Next = bucket - 1 };
        bucket = ++_constantCount;
        return label;
    }

    private void GrowConstants()
    {
        Array.Resize(ref _constants, _constantCount * 2);
        _constantBuckets = new int[_constants.Length];
        for (int i = 0; i < _constantCount; i++)
        {
            ref Constant constant = ref _constants[i];
            ref int bucket = ref _constantBuckets[Hash(constant.Low, constant.High, constant.Size) & (uint)(_constantBuckets.Length - 1)];
            constant.Next = bucket - 1;
            bucket = i + 1;
        }
    }

    private void WriteConstants()
    {
        // Larger ones first: then alignment costs one gap at most.
        for (int size = 16; size >= 4; size >>= 1)
        {
            bool isFirst = true;
            for (int i = 0; i < _constantCount; i++)
            {
                ref readonly Constant constant = ref _constants[i];
                if (constant.Size != size)
                {
                    continue;
                }

                if (isFirst)
                {
                    Align(size);
                    isFirst = false;
                }

                Bind(constant.Label);
                Begin();
                ((ulong*)Cursor)[0] = constant.Low;
                ((ulong*)Cursor)[1] = constant.High;
                Cursor += size;
            }
        }
    }

    private void WriteJumpTables()
    {
        if (_tableCount != 0)
        {
            Align(4);
        }

        for (int i = 0; i < _tableCount; i++)
        {
            ref readonly JumpTable table = ref _tables[i];
            Bind(table.Label);
            int start = Position;
            Reserve(checked(table.Count * sizeof(int)));
            foreach (int target in _tableTargets.AsSpan(table.First, table.Count))
            {
                if (_labels[target] < 0)
                {
                    throw new InvalidOperationException($"Label {target} of a jump table was never bound.");
                }

                *(int*)Cursor = _labels[target] - start;
                Cursor += sizeof(int);
            }
        }

        Debug.Assert(Cursor <= _limit + Slack, "room was reserved");
    }

    private void ResetConstants()
    {
        // One by one: the table stays large after a function with many.
        for (int i = 0; i < _constantCount; i++)
        {
            ref readonly Constant constant = ref _constants[i];
            _constantBuckets[Hash(constant.Low, constant.High, constant.Size) & (uint)(_constantBuckets.Length - 1)] = 0;
        }

        _constantCount = 0;
        _tableTargetCount = 0;
        _tableCount = 0;
    }

    private struct Constant
    {
        public ulong Low;
        public ulong High;
        public Label Label;
        public int Size;
        public int Next;
    }

    private readonly record struct JumpTable(Label Label, int First, int Count);
}
