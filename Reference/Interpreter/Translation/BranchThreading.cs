using Wasm.Interpreter.Execution;

namespace Wasm.Interpreter.Translation;

/// <summary>
/// Shortens ways through finished code: a branch to a jump goes where the jump goes, a jump to a return returns. No
/// instruction moves, so positions stay what they are.
/// </summary>
internal static class BranchThreading
{
    // Jumps can form a ring, which an endless loop without body is.
    private const int MaximumHops = 8;

    public static void Run(Span<Instr> code)
    {
        for (int position = 0; position < code.Length; position++)
        {
            ref Instr instruction = ref code[position];
            if (instruction.Code == Code.BranchTable)
            {
                // Its entries look like jumps but are only read.
                int last = position + 1 + instruction.X;
                while (position < last)
                {
                    position++;
                    code[position].X = Destination(code, code[position].X);
                }
            }
            else if (IsBranch(instruction.Code))
            {
                instruction.X = Destination(code, instruction.X);
                if (instruction.Code == Code.Jump && code[instruction.X].Code is Code.Return or Code.ReturnOne)
                {
                    instruction = code[instruction.X];
                }
            }
        }

        // A value copied only to be returned is returned from where it was. The frame is gone afterwards.
        for (int position = 0; position + 1 < code.Length; position++)
        {
            if (code[position].Code == Code.Copy && code[position + 1].Code == Code.ReturnOne && code[position + 1].A == code[position].C)
            {
                code[position] = code[position + 1] with { A = code[position].A };
            }
        }
    }

    private static bool IsBranch(Code code) =>
        code is Code.Jump or Code.BranchIf or Code.BranchIfZero or (>= Code.BranchOnNull and <= Code.BranchOnCastFail)
            or (>= Code.BranchI32Eq and <= Code.BranchI64GeUConst);

    private static int Destination(Span<Instr> code, int target)
    {
        for (int hops = 0; hops < MaximumHops && code[target].Code == Code.Jump; hops++)
        {
            target = code[target].X;
        }

        return target;
    }
}
