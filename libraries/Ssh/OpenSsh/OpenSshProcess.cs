using System.Diagnostics;

namespace PenguinMails.Ssh;

/// <summary>A running ssh whose log is followed line by line. Ends with this object, and by itself when this process is killed.</summary>
internal sealed class OpenSshProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly OpenSshLog _log;
    private Task _draining = Task.CompletedTask;

    private OpenSshProcess(Process process, OpenSshLog log) => (_process, _log) = (process, log);

    /// <summary>What goes to the remote command.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>The server's banner, then what the remote command writes to its standard error.</summary>
    public Stream Errors => _process.StandardError.BaseStream;

    public static OpenSshProcess Start(string username, IReadOnlyList<string> arguments) =>
        new(OpenSshProgram.Start("ssh", arguments), new OpenSshLog(username));

    /// <summary>Reads the log until enough is known, the process ended, or the time is up.</summary>
    public async Task<OpenSshLog> FollowAsync(Func<OpenSshLog, bool> isEnough, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        try
        {
            while (!isEnough(_log) && await _process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
            {
                _log.Read(line);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _log.TimedOut(limit);
        }

        // A full pipe would stop it.
        _draining = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        return _log;
    }

    /// <returns>Its exit code.</returns>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Ends the connection.</summary>
    public void End() => OpenSshProgram.End(_process);

    public async ValueTask DisposeAsync()
    {
        End();
        await _process.WaitForExitAsync(CancellationToken.None);
        await Task.WhenAny(_draining);
        _process.Dispose();
    }
}
