namespace Wasm.Jit.Backend;

/// <content>Labels, and the fields that wait for them.</content>
internal sealed unsafe partial class CodeBuffer
{
    /// <summary>Per label: its offset, or, while it is not bound, ~(1 + index of the last field that waits for it), -1 for none.</summary>
    private int[] _labels = new int[256];
    private int _labelCount;
    private Fixup[] _fixups = new Fixup[256];
    private int _fixupCount;
    private int _pendingFixups;

    /// <summary>How many labels there are.</summary>
    public int LabelCount => _labelCount;

    /// <summary>A label that is not bound yet.</summary>
    public Label NewLabel() => NewLabels(1);

    /// <summary>Labels with consecutive numbers, none bound: one per basic block, say.</summary>
    /// <param name="count">0 and up.</param>
    /// <returns>The first.</returns>
    public Label NewLabels(int count)
    {
        int first = _labelCount;
        if (_labels.Length - first < count)
        {
            Array.Resize(ref _labels, Math.Max(checked(first + count), _labels.Length * 2));
        }

        _labels.AsSpan(first, count).Fill(-1);
        _labelCount = first + count;
        return new Label(first);
    }

    /// <summary>The offset of a label in the code; negative while it is not bound.</summary>
    public int OffsetOf(Label label) => _labels[label.Index];

    /// <summary>Makes a label stand for the current position, and writes all fields that wait for it.</summary>
    /// <exception cref="InvalidOperationException">The label is bound already, or is too far from a short jump to it.</exception>
    public void Bind(Label label)
    {
        int waiting = _labels[label.Index];
        if (waiting >= 0)
        {
            throw new InvalidOperationException($"Label {label.Index} is bound twice.");
        }

        int position = Position;
        _labels[label.Index] = position;
        for (int i = ~waiting - 1; i >= 0; i = _fixups[i].Next)
        {
            ref readonly Fixup fixup = ref _fixups[i];
            Patch(fixup.Offset, fixup.Kind, position + fixup.Addend);
            _pendingFixups--;
        }
    }

    /// <summary>Writes a distance to a label into the code, now or when the label is bound.</summary>
    /// <param name="offset">Of the field; it is overwritten. Rising from call to call, where <see cref="Shorten()"/> is used.</param>
    /// <param name="label">The target.</param>
    /// <param name="addend">Is added to the target's offset; negative where more of the instruction follows.</param>
    /// <param name="kind">How it is written.</param>
    public void AddFixup(int offset, Label label, int addend, FixupKind kind) => AddFixup(offset, label, addend, kind, 0, 0);

    /// <summary>As <see cref="AddFixup(int, Label, int, FixupKind)"/>, for a jump with a distance of 32 bits that has a form with 8.</summary>
    /// <param name="offset">Of the field, which ends the instruction.</param>
    /// <param name="label">The target.</param>
    /// <param name="opcodeLength">Bytes before the field.</param>
    /// <param name="shortOpcode">The byte that takes their place in the form with a distance of 8 bits.</param>
    public void AddJump(int offset, Label label, int opcodeLength, byte shortOpcode) =>
        AddFixup(offset, label, 0, FixupKind.Relative32, (byte)opcodeLength, shortOpcode);

    private void AddFixup(int offset, Label label, int addend, FixupKind kind, byte opcodeLength, byte shortOpcode)
    {
        if (_fixupCount == _fixups.Length)
        {
            Array.Resize(ref _fixups, _fixupCount * 2);
        }

        ref Fixup fixup = ref _fixups[_fixupCount++];
        fixup.Offset = offset;
        fixup.Label = label.Index;
        fixup.Addend = addend;
        fixup.Kind = kind;
        fixup.OpcodeLength = opcodeLength;
        fixup.ShortOpcode = shortOpcode;
        ref int target = ref _labels[label.Index];
        if (target >= 0)
        {
            Patch(offset, kind, target + addend);
            return;
        }

        fixup.Next = ~target - 1;
        target = ~_fixupCount;
        _pendingFixups++;
    }

    private void Patch(int offset, FixupKind kind, int target)
    {
        int value = target - offset - (kind == FixupKind.Relative8 ? 1 : 4);
        switch (kind)
        {
            case FixupKind.Relative32:
                *(int*)(_start + offset) = value;
                break;
            case FixupKind.Relative8 when value == (sbyte)value:
                _start[offset] = (byte)value;
                break;
            default:
                throw new InvalidOperationException($"A label is out of the reach of offset {offset} ({kind}, distance {value}).");
        }
    }

    private void ResetLabels()
    {
        _labelCount = 0;
        _fixupCount = 0;
        _pendingFixups = 0;
    }

    /// <summary>A field with a distance to a label.</summary>
    private struct Fixup
    {
        public int Offset;
        public int Label;

        /// <summary>The one before it that waits for the same label, or -1.</summary>
        public int Next;
        public int Addend;
        public FixupKind Kind;

        /// <summary>0: there is no short form.</summary>
        public byte OpcodeLength;
        public byte ShortOpcode;
    }
}
