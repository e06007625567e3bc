using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Model;
using Wasm.Fuzz.Mutate;

namespace Wasm.Fuzz.Shrink;

/// <summary>
/// Makes any bytes smaller as long as they fail, valid or not: of what can be decoded first whole items and instructions go, then of
/// anything bytes, in halves, quarters and so on down to single ones.
/// </summary>
public sealed class ByteReducer
{
    private readonly Func<byte[], bool> _fails;
    private readonly CancellationToken _cancellation;
    private byte[] _best;

    private ByteReducer(byte[] bytes, Func<byte[], bool> fails, CancellationToken cancellation)
    {
        _best = bytes;
        _fails = fails;
        _cancellation = cancellation;
    }

    /// <summary>Reduces bytes.</summary>
    /// <param name="bytes">What fails.</param>
    /// <param name="fails">Whether bytes still show what it is about.</param>
    /// <param name="cancellation">Ends it early, with the smallest so far.</param>
    public static byte[] Reduce(byte[] bytes, Func<byte[], bool> fails, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentNullException.ThrowIfNull(fails);
        var reducer = new ByteReducer(bytes, fails, cancellation);
        int before;
        do
        {
            before = reducer._best.Length;
            reducer.RemoveItems();
            reducer.RemoveInstructions();
            reducer.RemoveBytes();
        }
        while (reducer._best.Length < before && !cancellation.IsCancellationRequested);

        return reducer._best;
    }

    private static ModuleDefinition? TryDecode(byte[] bytes)
    {
        try
        {
            return ModuleDecoder.Decode(bytes);
        }
        catch (ModuleException)
        {
            return null;
        }
#pragma warning disable CA1031 // A decoder that throws something else may be what this is about.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private bool Try(byte[] bytes)
    {
        if (bytes.Length >= _best.Length || _cancellation.IsCancellationRequested || !_fails(bytes))
        {
            return false;
        }

        _best = bytes;
        return true;
    }

    private void RemoveItems()
    {
        RemoveOf(module => module.CustomSections);
        RemoveOf(module => module.Exports);
        RemoveOf(module => module.Data);
        RemoveOf(module => module.Elements);
        RemoveOf(module => module.Functions);
        RemoveOf(module => module.Globals);
        RemoveOf(module => module.Tables);
        RemoveOf(module => module.Memories);
        RemoveOf(module => module.Tags);
        RemoveOf(module => module.Imports);
    }

    private void RemoveOf<T>(Func<ModuleDefinition, List<T>> list)
    {
        if (TryDecode(_best) is not { } module)
        {
            return;
        }

        for (int i = list(module).Count - 1; i >= 0; i--)
        {
            ModuleDefinition copy = ModuleCopy.Of(module);
            list(copy).RemoveAt(i);
            if (Try(ModuleEncoder.Encode(copy)))
            {
                module = copy;
            }
        }
    }

    private void RemoveInstructions()
    {
        if (TryDecode(_best) is not { } module)
        {
            return;
        }

        for (int f = 0; f < module.Functions.Count; f++)
        {
            bool isSmaller = true;
            for (int size = 64; size >= 1 && !_cancellation.IsCancellationRequested; size = isSmaller ? size : size / 2)
            {
                isSmaller = false;
                List<int> positions = Positions(module.Functions[f].Body.Code.Span);

                // The last one ends the body.
                for (int i = positions.Count - 2 - size; i >= 0; i -= size)
                {
                    ReadOnlySpan<byte> code = module.Functions[f].Body.Code.Span;
                    ModuleDefinition copy = ModuleCopy.Of(module);
                    copy.Functions[f] = CodeEditor.With(copy.Functions[f], CodeEditor.Replace(code, positions[i], positions[i + size], []));
                    if (Try(ModuleEncoder.Encode(copy)))
                    {
                        module = copy;
                        isSmaller = true;
                        positions = Positions(module.Functions[f].Body.Code.Span);
                    }
                }
            }
        }
    }

    // Beginnings of instructions, and the end of what could be read.
    private static List<int> Positions(ReadOnlySpan<byte> code)
    {
        var positions = new List<int>();
        var reader = new InstructionReader(code, 0);
        Instruction instruction = default;
        try
        {
            while (!reader.AtEnd)
            {
                positions.Add(reader.Position);
                reader.Read(ref instruction);
            }
        }
        catch (ModuleException)
        {
            // What follows is for bytes.
        }

        positions.Add(reader.Position);
        return positions;
    }

    private void RemoveBytes()
    {
        for (int size = Math.Max(_best.Length / 2, 1); size >= 1; size /= 2)
        {
            for (int start = _best.Length - size; start >= 0 && !_cancellation.IsCancellationRequested; start -= size)
            {
                Try([.. _best.AsSpan(0, start), .. _best.AsSpan(Math.Min(start + size, _best.Length))]);
                start = Math.Min(start, _best.Length);
            }
        }
    }
}
