using Wasm.Jit.X64;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Jit.Execution;

/// <summary>Hand-written code for any signature, by the letters of its types: an implementation of the calling convention that shares nothing with the thunks.</summary>
internal static class Echo
{
    /// <summary>Values of these types.</summary>
    public static RawValue[] Values(string types, Random random, int length = 0)
    {
        var values = new RawValue[Math.Max(types.Length, length)];
        for (int i = 0; i < values.Length; i++)
        {
            ulong low = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
            ulong high = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
            values[i] = i >= types.Length ? new RawValue(low, high) : types[i] switch
            {
                'v' => new RawValue(low, high),
                'i' or 'f' or 'r' => new RawValue((uint)low),
                _ => new RawValue(low),
            };
        }

        return values;
    }

    /// <summary>A function whose results are its parameters.</summary>
    public static void Write(Assembler asm, string types)
    {
        (int, int)[] places = Places(types, out int bytes);
        Copy(asm, types, places, (Register.Rsp, 8), (Register.Rsp, 8 + bytes));
        if (bytes == 0)
        {
            asm.Ret();
        }
        else
        {
            asm.Ret((ushort)bytes);
        }
    }

    /// <summary>A function that calls another of its signature with its parameters and returns its results.</summary>
    public static void WriteForward(Assembler asm, string parameters, string results, nuint code, ulong instance)
    {
        (int, int)[] parameterPlaces = Places(parameters, out int parameterBytes);
        (int, int)[] resultPlaces = Places(results, out int resultBytes);
        int frame = 16 + parameterBytes + resultBytes;
        TestMachine.Prologue(asm, frame);
        Copy(asm, parameters, parameterPlaces, (Register.Rbp, 16), (Register.Rsp, 0));
        TestMachine.CallFar(asm, code, instance);
        Copy(asm, results, resultPlaces, (Register.Rsp, 0), (Register.Rbp, 16 + parameterBytes));
        TestMachine.Epilogue(asm, parameterBytes);
    }

    // (register or -1, offset)
    private static (int Register, int Offset)[] Places(string types, out int bytes)
    {
        var places = new (int, int)[types.Length];
        int integers = 0;
        int floats = 0;
        bytes = 0;
        for (int i = 0; i < types.Length; i++)
        {
            bool isFloat = types[i] is 'f' or 'd' or 'v';
            if (isFloat && floats < 8)
            {
                places[i] = (floats++, 0);
            }
            else if (!isFloat && integers < 6)
            {
                places[i] = (integers++, 0);
            }
            else
            {
                if (types[i] == 'v' && bytes % 16 != 0)
                {
                    bytes += 8;
                }

                places[i] = (-1, bytes);
                bytes += types[i] == 'v' ? 16 : 8;
            }
        }

        bytes = (bytes + 15) / 16 * 16;
        return places;
    }

    private static void Copy(Assembler asm, string types, (int Register, int Offset)[] places, (Register Base, int Offset) from, (Register Base, int Offset) to)
    {
        for (int i = 0; i < types.Length; i++)
        {
            for (int half = 0; places[i].Register < 0 && half < (types[i] == 'v' ? 2 : 1); half++)
            {
                int offset = places[i].Offset + (8 * half);
                asm.Mov(OperandSize.Qword, Register.R11, MemoryOperand.At(from.Base, from.Offset + offset));
                asm.Mov(OperandSize.Qword, MemoryOperand.At(to.Base, to.Offset + offset), Register.R11);
            }
        }
    }
}
