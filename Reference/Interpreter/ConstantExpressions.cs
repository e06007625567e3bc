using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Interpreter.Execution;
using Wasm.Interpreter.Translation;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter;

/// <summary>Values of constant expressions (specification, 3.4.13 and 4.7.3 "evalexprs").</summary>
internal static class ConstantExpressions
{
    /// <summary>
    /// Evaluates one in an instance whose globals before it have their values. Most are one instruction and have
    /// their value here; any other is translated and executed like a function.
    /// </summary>
    /// <exception cref="TrapException">It trapped.</exception>
    public static Value Evaluate(ReferenceInstance instance, Expression expression, ValType type)
    {
        var reader = new InstructionReader(expression.Code.Span, expression.Offset);
        var instruction = default(Instruction);
        reader.Read(ref instruction);
        Op op = instruction.Op;
        ulong bits = instruction.Bits;
        int index = (int)instruction.Index;
        reader.Read(ref instruction);
        if (instruction.Op == Op.End)
        {
            switch (op)
            {
                case Op.I32Const:
                    return Value.FromI32((int)bits);
                case Op.I64Const:
                    return Value.FromI64((long)bits);
                case Op.RefNull:
                    return Value.FromReference(null);
                case Op.RefFunc:
                    return Value.FromReference(instance.FunctionAt(index));
                case Op.GlobalGet:
                    return instance.Globals[index].Value;
            }
        }

        FunctionBody body = Translator.TranslateConstant(instance.Code, expression, type);
        return Machine.Evaluate(instance, body, type);
    }
}
