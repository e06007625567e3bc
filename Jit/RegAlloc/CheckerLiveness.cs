using Wasm.Jit.Backend;

namespace Wasm.Jit.RegAlloc;

/// <summary>Liveness by the textbook's equations on bit sets, for the checker: nothing in common with <see cref="Liveness"/>.</summary>
internal sealed class CheckerLiveness
{
    private readonly MachineFunction _function;
    private readonly int _words;
    private readonly ulong[] _in;
    private readonly ulong[] _now;

    /// <summary>Solves the equations.</summary>
    public CheckerLiveness(MachineFunction function)
    {
        _function = function;
        _words = (function.RegisterTypes.Count + 63) / 64;
        _in = new ulong[_words * function.Blocks.Count];
        _now = new ulong[_words];
        bool changed = true;
        while (changed)
        {
            changed = false;
            for (int b = function.Blocks.Count - 1; b >= 0; b--)
            {
                LoadEnd(b);
                for (int i = function.Blocks[b].End - 1; i >= function.Blocks[b].First; i--)
                {
                    StepBack(_now, i);
                }

                ref MachineBlock block = ref function.Blocks[b];
                for (int p = 0; p < block.ParameterCount; p++)
                {
                    Set(_now, function.Registers[block.FirstParameter + p], false);
                }

                Span<ulong> known = _in.AsSpan(b * _words, _words);
                if (!known.SequenceEqual(_now))
                {
                    _now.CopyTo(known);
                    changed = true;
                }
            }
        }
    }

    /// <summary>Whether a register is live where a block begins. Its parameters are not.</summary>
    public bool IsLiveIn(int block, int register) => (_in[(block * _words) + (register >> 6)] >> (register & 63) & 1) != 0;

    /// <summary>The set that is live after the last instruction of a block, values of its edges included.</summary>
    public ulong[] AtEnd(int block)
    {
        LoadEnd(block);
        return (ulong[])_now.Clone();
    }

    /// <summary>Turns the set that is live after an instruction into the set before it.</summary>
    public void StepBack(ulong[] live, int instruction)
    {
        ref MachineInstruction machine = ref _function.Instructions[instruction];
        Span<Operand> operands = _function.Operands.Span.Slice(machine.FirstOperand, machine.OperandCount);
        foreach (ref Operand operand in operands)
        {
            if (!operand.IsUse)
            {
                Set(live, operand.Register, false);
            }
        }

        foreach (ref Operand operand in operands)
        {
            if (operand.IsUse)
            {
                Set(live, operand.Register, true);
            }
        }
    }

    private static void Set(ulong[] set, int register, bool value)
    {
        ulong bit = 1UL << (register & 63);
        set[register >> 6] = value ? set[register >> 6] | bit : set[register >> 6] & ~bit;
    }

    private void LoadEnd(int b)
    {
        Array.Clear(_now);
        ref MachineBlock block = ref _function.Blocks[b];
        for (int e = block.FirstEdge; e < block.FirstEdge + block.EdgeCount; e++)
        {
            ref MachineEdge edge = ref _function.Edges[e];
            Span<ulong> target = _in.AsSpan(edge.Target * _words, _words);
            for (int w = 0; w < _words; w++)
            {
                _now[w] |= target[w];
            }

            for (int k = 0; k < edge.Count; k++)
            {
                Set(_now, _function.Registers[edge.First + k], true);
            }
        }
    }
}
