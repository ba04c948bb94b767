using PenguinMails.DevVault.Barrier;

namespace PenguinMails.DevVault.Audit;

/// <summary>
/// Appends to a file. It is opened anew after a failure, and when it was moved away: the original waits for a SIGHUP there.
/// </summary>
internal sealed class FileAuditDevice(string path, UnixFileMode mode) : IAuditDevice
{
    private readonly AsyncLock _writing = new();
    private FileStream? _file;

    /// <summary>Whether it can be written to at all; the message is the system's.</summary>
    /// <exception cref="IOException">No.</exception>
    public void Open()
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
        {
            if (File.Exists(folder))
            {
                throw new IOException($"mkdir {folder}: not a directory");
            }

            Directory.CreateDirectory(folder);
        }

        try
        {
            // Unbuffered: a record counts as written when the system has it.
            var options = new FileStreamOptions
            {
                Mode = FileMode.Append,
                Access = FileAccess.Write,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
            };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = mode;
            }

            _file = new(path, options);
        }
        catch (UnauthorizedAccessException problem)
        {
            throw new IOException($"open {path}: permission denied", problem);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        using var held = await _writing.TakeAsync(cancellationToken);
        try
        {
            if (_file is not null && path.StartsWith('/') && !File.Exists(path))
            {
                Close();
            }

            if (_file is null)
            {
                Open();
            }

            // O_APPEND, which .NET has not: whoever copied and truncated the file finds no hole in it.
            if (_file!.CanSeek)
            {
                _file.Seek(0, SeekOrigin.End);
            }

            // The synchronous write: the asynchronous one would only hand it to another thread.
            _file.Write(line.Span);
        }
        catch (IOException problem)
        {
            Close();
            throw new IOException($"write {path}: {(IsFull(problem) ? "no space left on device" : problem.Message)}", problem);
        }
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    /// <summary>ENOSPC.</summary>
    private static bool IsFull(IOException problem) => problem.HResult == 28;

    private void Close()
    {
        try
        {
            _file?.Dispose();
        }
        catch (IOException)
        {
            // What could not be written has been reported already.
        }

        _file = null;
    }
}
