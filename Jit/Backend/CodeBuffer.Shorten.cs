namespace Wasm.Jit.Backend;

/// <content>
/// Jumps forward are written before their distance is known, so in the long form. When all code is there, those that turn out to
/// be near get the short form, the rest moves together, and all positions with it.
/// </content>
internal sealed unsafe partial class CodeBuffer
{
    /// <summary>How often all jumps are looked at: the first time finds nearly all, the second loops full of short jumps.</summary>
    private const int Looks = 2;

    /// <summary>Where bytes were taken away, by rising position.</summary>
    private Cut[] _cuts = new Cut[64];
    private Cut[] _oldCuts = new Cut[64];
    private int _cutCount;

    /// <summary>
    /// Gives near jumps their short form. To be called once, when all code is written and before <see cref="Finish"/>; labels and
    /// relocations then have their new positions, and <see cref="Map(int)"/> gives those of anything else.
    /// </summary>
    /// <remarks>Time is linear (but for a binary search): distances only shrink, so what is found near stays so, and the very last need not be found.</remarks>
    public void Shorten()
    {
        if (_isFinished || _cutCount != 0)
        {
            throw new InvalidOperationException("The code is shortened or finished already.");
        }

        for (int look = 0; look < Looks && FindCuts(); look++)
        {
        }

        if (_cutCount == 0)
        {
            return;
        }

        MoveCode();
        foreach (ref int label in _labels.AsSpan(0, _labelCount))
        {
            label = label >= 0 ? Map(label) : label;
        }

        MoveFixups();
        int cut = 0;
        foreach (ref Relocation relocation in _relocations.AsSpan(0, _relocationCount))
        {
            relocation = relocation with { Position = Map(relocation.Position, ref cut) };
        }
    }

    /// <summary>As <see cref="Shorten()"/>; also for the positions of traps, calls, and sources that are in a function's tables so far.</summary>
    /// <param name="output">Rows by rising positions. Landing pads are labels: they are to be filled in later.</param>
    public void Shorten(CompiledFunction output)
    {
        Shorten();
        if (_cutCount == 0)
        {
            return;
        }

        int cut = 0;
        foreach (ref TrapSite trap in output.Traps.Span)
        {
            trap = trap with { Position = Map(trap.Position, ref cut) };
        }

        cut = 0;
        foreach (ref CallSite call in output.Calls.Span)
        {
            call = call with { Position = Map(call.Position, ref cut) };
        }

        cut = 0;
        foreach (ref SourcePosition source in output.Sources.Span)
        {
            source = source with { Position = Map(source.Position, ref cut) };
        }
    }

    /// <summary>After <see cref="Shorten()"/>: where the instruction is now that was at a position before.</summary>
    /// <param name="position">Of an instruction's first byte, or the end of the code.</param>
    public int Map(int position) => Map(_cuts.AsSpan(0, _cutCount), position);

    private static int Map(ReadOnlySpan<Cut> cuts, int position)
    {
        // How many end at or below the position.
        int low = 0;
        int high = cuts.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (cuts[middle].End <= position)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low == 0 ? position : position - cuts[low - 1].Removed;
    }

    /// <summary>As <see cref="Map(int)"/>, quick for positions that mostly rise.</summary>
    /// <param name="position">Of an instruction.</param>
    /// <param name="cut">How many cuts lie at or below the position asked for before.</param>
    private int Map(int position, ref int cut)
    {
        if (cut > 0 && _cuts[cut - 1].End > position)
        {
            return Map(position);
        }

        while (cut < _cutCount && _cuts[cut].End <= position)
        {
            cut++;
        }

        return cut == 0 ? position : position - _cuts[cut - 1].Removed;
    }

    /// <summary>Finds what can be cut, or a little more if something is found already: shorter jumps bring others within reach.</summary>
    /// <returns>Whether something new was found.</returns>
    private bool FindCuts()
    {
        (_cuts, _oldCuts) = (_oldCuts, _cuts);
        ReadOnlySpan<Cut> old = _oldCuts.AsSpan(0, _cutCount);
        int count = 0;
        int removed = 0;
        int known = 0;
        int last = 0;
        for (int i = 0; i < _fixupCount; i++)
        {
            ref readonly Fixup fixup = ref _fixups[i];
            if (fixup.Offset < last)
            {
                // Somebody writes out of order, what this rests on: leave the code as it is.
                count = 0;
                break;
            }

            last = fixup.Offset;
            if (fixup.OpcodeLength == 0 || _labels[fixup.Label] < 0)
            {
                continue;
            }

            int end = fixup.Offset + sizeof(int);
            int shortEnd = fixup.Offset - fixup.OpcodeLength + 2;
            bool isKnown = known < old.Length && old[known].Fixup == i;
            known += isKnown ? 1 : 0;
            if (isKnown || Reaches(old, shortEnd, end, _labels[fixup.Label]))
            {
                removed += end - shortEnd;
                if (count == _cuts.Length)
                {
                    Array.Resize(ref _cuts, count * 2);
                }

                _cuts[count++] = new Cut(shortEnd, end, removed, i);
            }
        }

        bool isNew = count > _cutCount;
        _cutCount = count;
        return isNew;
    }

    /// <summary>Whether a jump reaches its target in the short form. That ends two bytes from its start: a jump backwards then is nearer, one forward as far away as before.</summary>
    private static bool Reaches(ReadOnlySpan<Cut> cuts, int shortEnd, int end, int target)
    {
        int distance = target >= end ? target - end : target - shortEnd;
        if (distance == (sbyte)distance)
        {
            return true;
        }

        // At best all between are jumps of 6 bytes that become 2.
        if (cuts.IsEmpty || distance is > 3 * sbyte.MaxValue or < 3 * sbyte.MinValue)
        {
            return false;
        }

        distance = target >= end ? Map(cuts, target) - Map(cuts, end) : Map(cuts, target) - (Map(cuts, shortEnd - 2) + 2);
        return distance == (sbyte)distance;
    }

    private void MoveCode()
    {
        int to = 0;
        int from = 0;
        int length = Position;
        foreach (ref readonly Cut cut in _cuts.AsSpan(0, _cutCount))
        {
            _start[cut.Start - 2] = _fixups[cut.Fixup].ShortOpcode;
            Move(from, cut.Start, ref to);
            from = cut.End;
        }

        Move(from, length, ref to);
        Cursor = _start + to;
    }

    private void Move(int from, int end, ref int to)
    {
        int count = end - from;
        Buffer.MemoryCopy(_start + from, _start + to, _bytes.Length - to, count);
        to += count;
    }

    private void MoveFixups()
    {
        int cut = 0;
        int removed = 0;
        for (int i = 0; i < _fixupCount; i++)
        {
            ref Fixup fixup = ref _fixups[i];
            if (cut < _cutCount && _cuts[cut].Fixup == i)
            {
                fixup.Offset = _cuts[cut].Start - 1 - removed;
                fixup.Kind = FixupKind.Relative8;
                removed = _cuts[cut++].Removed;
            }
            else
            {
                fixup.Offset -= removed;
            }

            if (_labels[fixup.Label] >= 0)
            {
                Patch(fixup.Offset, fixup.Kind, _labels[fixup.Label] + fixup.Addend);
            }
        }
    }

    /// <summary>Bytes that were taken away.</summary>
    /// <param name="Start">The first.</param>
    /// <param name="End">One past the last.</param>
    /// <param name="Removed">So many were, up to <paramref name="End"/>.</param>
    /// <param name="Fixup">The jump's.</param>
    private readonly record struct Cut(int Start, int End, int Removed, int Fixup);
}
