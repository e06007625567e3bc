using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;

namespace Wasm.Core.Validation;

/// <summary>Reads bodies for malformedness alone (specification, 5.4.1), for when validity is already lost.</summary>
internal static class BodyStructure
{
    /// <summary>Throws the malformedness of the module's first malformed body, if there is one.</summary>
    public static void CheckAll(ModuleDefinition module)
    {
        foreach (FunctionDefinition function in module.Functions)
        {
            Check(function.Body, module.HasDataCount);
        }
    }

    private static void Check(Expression body, bool hasDataCount)
    {
        var reader = new InstructionReader(body.Code.Span, body.Offset);
        Instruction instruction = default;

        var open = new Stack<Op>();
        open.Push(Op.Block);
        while (open.Count > 0)
        {
            InstructionInfo info = reader.Read(ref instruction);
            switch (info.Op)
            {
                case Op.Block or Op.Loop or Op.If or Op.TryTable:
                    open.Push(info.Op);
                    break;
                case Op.Else:
                    if (open.Pop() != Op.If)
                    {
                        throw new MalformedModuleException(Messages.EndOpcodeExpected, body.Offset + instruction.Start);
                    }

                    open.Push(Op.Else);
                    break;
                case Op.End:
                    open.Pop();
                    break;
                default:
                    if (!hasDataCount && info.Immediate is (Immediate.Data or Immediate.DataMemory or Immediate.TypeData))
                    {
                        throw new MalformedModuleException(Messages.DataCountRequired, body.Offset + instruction.Start);
                    }

                    break;
            }
        }

        if (!reader.AtEnd)
        {
            throw new MalformedModuleException(Messages.EndOpcodeExpected, body.Offset + reader.Position);
        }
    }
}
