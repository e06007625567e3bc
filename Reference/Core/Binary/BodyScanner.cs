using System.Diagnostics.CodeAnalysis;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;

namespace Wasm.Core.Binary;

/// <summary>
/// Walks instruction sequences without validating them (specification, 5.4): finds the <c>end</c> that closes an
/// expression, or what is malformed in it. Nesting is kept on a stack of its own, so its depth costs a byte each.
/// </summary>
/// <remarks>
/// The scan reads on until that <c>end</c>, whatever size was claimed for the code: what is found beyond decides,
/// in the test suite, which error a body with a wrong size has.
/// </remarks>
public sealed class BodyScanner
{
    private readonly byte[] _shapes;

    // One entry per open block: whether an else may close its sequence.
    private bool[] _mayElse = new bool[16];
    private int _depth;
    private long _dataUse;
    private bool _done;

    /// <summary>A scanner for any number of bodies, one after the other.</summary>
    /// <param name="features">Instructions of other features are illegal.</param>
    public BodyScanner(FeatureSet features)
    {
        _shapes = OpcodeShapes.Of(features.Features).ForScanning;
        Reset();
    }

    /// <summary>
    /// Absolute offset of the first instruction scanned that names a data segment, which needs a data count section
    /// (specification, 5.5.17); -1 if there was none.
    /// </summary>
    public long DataUse => _dataUse;

    /// <summary>
    /// Scans the code of all functions of a decoded module, in order, and reports what decoding with
    /// <see cref="DecodeOptions.ScanBodies"/> would have reported. Does nothing for modules that were not decoded.
    /// </summary>
    /// <exception cref="MalformedModuleException">A body is malformed.</exception>
    public static void ScanModule(ModuleDefinition module, FeatureSet features)
    {
        if (module.Binary.IsEmpty)
        {
            return;
        }

        var scanner = new BodyScanner(features);
        var reader = new BinaryReader(module.Binary.Span, 0, features);
        foreach (FunctionDefinition function in module.Functions)
        {
            reader.Position = function.Body.Offset;
            scanner.Start();
            scanner.Scan(ref reader);
            CheckSize(reader.Position, function.Body.Offset + function.Body.Code.Length, function.Offset);
        }

        CheckDataCount(module, scanner.DataUse);
    }

    /// <summary>Begins with an expression, keeping <see cref="DataUse"/>.</summary>
    public void Start()
    {
        _depth = 0;
        _mayElse[0] = false;
        _done = false;
    }

    /// <summary>Forgets everything.</summary>
    [MemberNotNull(nameof(_mayElse))]
    public void Reset()
    {
        _mayElse ??= new bool[16];
        _dataUse = -1;
        Start();
    }

    /// <summary>
    /// Reads up to and including the <c>end</c> that closes the expression. If the reader runs out of bytes that
    /// may still come, its position is that of the first instruction not read, and the scan may be called again.
    /// </summary>
    internal void Scan(ref BinaryReader reader)
    {
        InstructionReader instructions = default;
        var instruction = default(Instruction);
        bool opened = false;
        while (true)
        {
            reader.Position = ScanFast(reader.Bytes, reader.Position);
            if (_done)
            {
                return;
            }

            if (!opened)
            {
                instructions = new InstructionReader(reader);
                opened = true;
            }

            instructions.Position = reader.Position;
            Op op = instructions.Read(ref instruction).Op;
            Enter(op, reader.Offset);
            reader.Position = instructions.Position;
            if (_done)
            {
                return;
            }
        }
    }

    /// <summary>Specification, 5.5.13: a body takes exactly the size claimed for it.</summary>
    internal static void CheckSize(int position, int end, int start)
    {
        if (position != end)
        {
            throw new MalformedModuleException(Messages.SectionSizeMismatch, start);
        }
    }

    internal static void CheckDataCount(ModuleDefinition module, long use)
    {
        if (use >= 0 && !module.HasDataCount)
        {
            throw new MalformedModuleException(Messages.DataCountRequired, use);
        }
    }

    // Instructions with short immediates, up to the first other one or the end. The hottest loop of decoding: as in
    // InstructionReader, the usual lengths are a matter of arithmetic.
    private int ScanFast(ReadOnlySpan<byte> bytes, int position)
    {
        byte[] shapes = _shapes;

        // A byte behind the opcode is there; the last instruction of a module takes the slow path, once.
        while ((uint)(position + 1) < (uint)bytes.Length)
        {
            byte second = bytes[position + 1];
            int shape = shapes[bytes[position]];
            if (shape <= OpcodeShapes.Number && (second & (shape - 1) << 7) == 0)
            {
                position += shape;
                continue;
            }

            int next = position + 1;
            switch (shape)
            {
                case OpcodeShapes.Number:
                    if (!SkipNumber(bytes, ref next))
                    {
                        return position;
                    }

                    break;
                case OpcodeShapes.MemArg:
                    next++;
                    if (second >= 0x40 || !SkipNumber(bytes, ref next))
                    {
                        return position;
                    }

                    break;
                case OpcodeShapes.F32 or OpcodeShapes.F64:
                    next += shape == OpcodeShapes.F32 ? 4 : 8;
                    if (next > bytes.Length)
                    {
                        return position;
                    }

                    break;
                case OpcodeShapes.Block or OpcodeShapes.If:
                    // 0x40 and the numeric types; the rest takes the slow path.
                    if (second is not (0x40 or (>= 0x7C and <= 0x7F)))
                    {
                        return position;
                    }

                    next++;
                    Push(shape == OpcodeShapes.If);
                    break;
                case OpcodeShapes.Else:
                    if (!_mayElse[_depth])
                    {
                        return position;
                    }

                    _mayElse[_depth] = false;
                    break;
                case OpcodeShapes.End:
                    if (_depth == 0)
                    {
                        _done = true;
                        return next;
                    }

                    _depth--;
                    break;
                default:
                    return position;
            }

            position = next;
        }

        return position;
    }

    // A number of up to three bytes, which cannot be too large or too long for any width.
    private static bool SkipNumber(ReadOnlySpan<byte> bytes, ref int position)
    {
        for (int i = 0; i < 3; i++)
        {
            if ((uint)position >= (uint)bytes.Length)
            {
                return false;
            }

            if (bytes[position++] < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    // What an instruction that the slow path has read means for the nesting.
    private void Enter(Op op, long offset)
    {
        switch (op)
        {
            case Op.Block or Op.Loop or Op.TryTable:
                Push(mayElse: false);
                break;
            case Op.If:
                Push(mayElse: true);
                break;
            case Op.Else when !_mayElse[_depth]:
                throw new MalformedModuleException(Messages.EndOpcodeExpected, offset);
            case Op.Else:
                _mayElse[_depth] = false;
                break;
            case Op.End when _depth == 0:
                _done = true;
                break;
            case Op.End:
                _depth--;
                break;
            case Op.MemoryInit or Op.DataDrop or Op.ArrayNewData or Op.ArrayInitData:
                _dataUse = _dataUse < 0 ? offset : _dataUse;
                break;
        }
    }

    private void Push(bool mayElse)
    {
        if (++_depth == _mayElse.Length)
        {
            Array.Resize(ref _mayElse, _depth * 2);
        }

        _mayElse[_depth] = mayElse;
    }
}
