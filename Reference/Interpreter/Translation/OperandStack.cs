using System.Diagnostics;
using Wasm.Core.Types;

namespace Wasm.Interpreter.Translation;

/// <summary>Which of the three parallel stacks a value lives on.</summary>
internal enum SlotClass : byte
{
    Number,
    Reference,
    Vector,
}

/// <summary>Where the translator knows an operand to be.</summary>
internal enum OperandKind : byte
{
    /// <summary>In its own slot: the one of its height.</summary>
    Home,

    /// <summary>In a local that has not been written since it was read.</summary>
    Local,

    /// <summary>A constant number that is in no slot yet.</summary>
    Constant,
}

/// <summary>An operand of the validation-time stack.</summary>
/// <param name="Kind">Where it is.</param>
/// <param name="Class">What it is.</param>
/// <param name="Local">The local's index.</param>
/// <param name="Below">Position of the next operand below that is the same local; -1 if there is none.</param>
/// <param name="Bits">The constant, zero-extended.</param>
internal readonly record struct Operand(OperandKind Kind, SlotClass Class, int Local, int Below, ulong Bits)
{
    public static Operand Home(SlotClass @class) => new(OperandKind.Home, @class, 0, -1, 0);
}

/// <summary>
/// The translator's picture of the operand stack. Operands that are the same local are chained, so that writing a
/// local finds its pending reads without a search.
/// </summary>
internal sealed class OperandStack
{
    private readonly int[] _heads;
    private Operand[] _operands = new Operand[16];

    /// <param name="locals">Number of locals.</param>
    public OperandStack(int locals)
    {
        _heads = new int[locals];
        Array.Fill(_heads, -1);
    }

    public int Height { get; private set; }

    /// <summary>Largest height so far.</summary>
    public int Maximum { get; private set; }

    /// <summary>No operand below this position is a pending local.</summary>
    public int Settled { get; private set; }

    /// <summary>The operand at a position, from the bottom.</summary>
    public ref readonly Operand this[int position] => ref _operands[position];

    /// <summary>The topmost pending read of a local, or -1.</summary>
    public int PendingRead(int local) => _heads[local];

    public void PushHome(SlotClass @class) => Push(Operand.Home(@class));

    public void PushConstant(ulong bits) => Push(new(OperandKind.Constant, SlotClass.Number, 0, -1, bits));

    public void PushLocal(int local, SlotClass @class)
    {
        int below = _heads[local];
        _heads[local] = Height;
        Push(new(OperandKind.Local, @class, local, below, 0));
    }

    public Operand Pop()
    {
        Operand operand = _operands[--Height];
        if (operand.Kind == OperandKind.Local)
        {
            Debug.Assert(_heads[operand.Local] == Height, "the topmost pending read heads its chain");
            _heads[operand.Local] = operand.Below;
        }

        Settled = Math.Min(Settled, Height);
        return operand;
    }

    /// <summary>Drops operands down to a height.</summary>
    public void Truncate(int height)
    {
        while (Height > height)
        {
            Pop();
        }
    }

    /// <summary>
    /// Notes that an operand is now in its own slot. A pending local must be the topmost of its chain, which going
    /// from the top downwards, or along the chain, ensures.
    /// </summary>
    public void SetHome(int position)
    {
        Operand operand = _operands[position];
        if (operand.Kind == OperandKind.Local)
        {
            Debug.Assert(_heads[operand.Local] == position, "only the topmost pending read can be settled");
            _heads[operand.Local] = operand.Below;
        }

        _operands[position] = Operand.Home(operand.Class);
    }

    /// <summary>Notes that nothing is pending at or below the present height.</summary>
    public void SetSettled() => Settled = Height;

    private void Push(Operand operand)
    {
        if (Height == _operands.Length)
        {
            Array.Resize(ref _operands, Height * 2);
        }

        _operands[Height++] = operand;
        Maximum = Math.Max(Maximum, Height);
    }
}

/// <summary>Classes of types.</summary>
internal static class SlotClasses
{
    public static SlotClass Of(ValType type) =>
        type.IsReference ? SlotClass.Reference : type.IsVector ? SlotClass.Vector : SlotClass.Number;
}
