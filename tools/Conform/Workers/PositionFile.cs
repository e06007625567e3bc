using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using Wasm.Core.Diagnostics;

namespace Wasm.Conform.Workers;

/// <summary>
/// Where a worker is in its script: a file that both processes see, so that the place is known after the worker was
/// killed in the middle of it.
/// </summary>
internal sealed class PositionFile : IDisposable
{
    private const int Size = 8;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    /// <summary>The worker's side.</summary>
    public PositionFile(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open);
        _view = _file.CreateViewAccessor(0, Size);
    }

    /// <summary>Makes the file, with no place in it.</summary>
    public static void Create(string path) => File.WriteAllBytes(path, new byte[Size]);

    /// <summary>The place that was written last; null if none was.</summary>
    public static TextPosition? Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int line = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        return line == 0 ? null : new TextPosition(line, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4)));
    }

    /// <summary>Notes a place; line 0 is none.</summary>
    public void Write(TextPosition position)
    {
        _view.Write(0, position.Line);
        _view.Write(4, position.Column);
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
