using System.Collections.Concurrent;
using System.Diagnostics;
using PenguinMails.LocalComponents;

namespace PenguinMails.TestKit;

/// <summary>A program started by a test. It dies with the test process, whatever ends that.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly string _name;
    private Task _collected = Task.CompletedTask;

    private ChildProcess(Process process, string name)
    {
        _process = process;
        _name = name;
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Everything it wrote so far to its standard output and error.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>The same as one text.</summary>
    public string Log => string.Join('\n', _lines);

    /// <summary>Starts the command.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="name">What to call it in messages.</param>
    public static async Task<ChildProcess> StartAsync(ComponentCommand command, string name)
    {
        var info = new ProcessStartInfo("setpriv", ["--pdeathsig", "KILL", "--", command.Path, .. command.Args])
        {
            UseShellExecute = false,
            WorkingDirectory = command.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in command.Env)
        {
            info.Environment[variable] = value;
        }

        var child = new ChildProcess(await LauncherThread.RunAsync(() => Process.Start(info)!), name);
        child._process.StandardInput.Close();
        child._collected = Task.WhenAll(child.CollectAsync(child._process.StandardOutput), child.CollectAsync(child._process.StandardError));
        return child;
    }

    /// <summary>Waits until it has written a line that contains the text.</summary>
    public Task WaitForLineAsync(string text, TimeSpan? deadline = null) =>
        Eventually.Async(
            () => _lines.Any(line => line.Contains(text, StringComparison.Ordinal))
                || (HasExited ? throw new InvalidOperationException($"{_name} ended with {ExitCode}: {Log}") : false),
            deadline,
            $"\"{text}\" in the log of {_name}");

    /// <summary>Waits until it has ended by itself and its log is complete.</summary>
    public Task WaitForExitAsync() => EndedAsync(CancellationToken.None);

    /// <summary>SIGKILL to it and everything it started.</summary>
    public async Task KillAsync()
    {
        ProcessTree.SignalAll(Id, ProcessTree.Kill);
        await EndedAsync(CancellationToken.None);
    }

    /// <summary>SIGTERM, and waits until it has ended; SIGKILL when it does not.</summary>
    public async Task StopAsync(TimeSpan? deadline = null)
    {
        ProcessTree.Signal(Id, ProcessTree.Terminate);
        using var patience = new CancellationTokenSource(deadline ?? TimeSpan.FromMinutes(1));
        try
        {
            await EndedAsync(patience.Token);
        }
        catch (OperationCanceledException exception)
        {
            await KillAsync();
            throw new TimeoutException($"{_name} did not stop: {Log}", exception);
        }
    }

    /// <summary>Freezes it and everything it started: connections stay open, nothing answers.</summary>
    public void Pause() => ProcessTree.StopAll(Id);

    /// <summary>Ends <see cref="Pause"/>.</summary>
    public void Resume() => ProcessTree.SignalAll(Id, ProcessTree.Continue);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    /// <summary>Waits for the end and for the last lines of the log, unless something that it started goes on and could write more.</summary>
    private async Task EndedAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await _collected.WaitAsync(TimeSpan.FromSeconds(1), CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task CollectAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _lines.Enqueue(line);
        }
    }
}
