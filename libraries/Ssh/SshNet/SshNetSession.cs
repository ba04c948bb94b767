using System.Diagnostics;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace PenguinMails.Ssh.SshNet;

/// <summary>One connection by SSH.NET; each script is a channel of it.</summary>
internal sealed class SshNetSession(PinnedClient connection, SshEndpoint endpoint, string username, SshOptions options) : ISshSession
{
    private static readonly TimeSpan DrainInterval = TimeSpan.FromMilliseconds(50);
    private readonly string _command = ScriptReader.CommandFor(username);

    public async Task<string> RunAsRootAsync(string script, CancellationToken cancellationToken)
    {
        using var activity = SshTelemetry.Start("ssh command", endpoint.Address, endpoint.Port);
        var started = Stopwatch.GetTimestamp();
        try
        {
            using var command = connection.Client.CreateCommand(_command);
            var (said, complained) = await RunAsync(command, ScriptReader.InputFor(script), cancellationToken)
                .WaitAsync(options.CommandTimeout, cancellationToken);
            var fault = command.ExitStatus switch
            {
                0 => null,
                null or 255 => new SshCommandException("The connection to the server was lost during a command.", SshTroubleKind.ConnectionClosed),
                var code => ScriptReader.FaultOf(code.Value, complained),
            };
            SshTelemetry.Command(fault?.Kind.ToString() ?? "Completed", Stopwatch.GetElapsedTime(started));
            return fault is null ? said : throw fault;
        }
        catch (Exception failure) when (failure is TimeoutException or SshOperationTimeoutException)
        {
            SshTelemetry.Command(nameof(SshTroubleKind.Timeout), Stopwatch.GetElapsedTime(started));
            throw new SshCommandException($"The server did not finish a command within {options.CommandTimeout.TotalSeconds:0.#} s.", SshTroubleKind.Timeout);
        }
        catch (Exception failure) when (failure is SshException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            SshTelemetry.Command(nameof(SshTroubleKind.ConnectionClosed), Stopwatch.GetElapsedTime(started));
            throw new SshCommandException("The connection to the server was lost during a command.", SshTroubleKind.ConnectionClosed);
        }
    }

    public ValueTask DisposeAsync()
    {
        connection.Dispose();
        return ValueTask.CompletedTask;
    }

    // Opening the channel and writing block, so all of it runs beside the caller, who waits no longer than allowed.
    private static Task<(string Said, string Complained)> RunAsync(SshCommand command, byte[] input, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            using var output = new CommandOutput(command.OutputStream);
            using var error = new CommandOutput(command.ExtendedOutputStream);
            var executing = command.ExecuteAsync(cancellationToken);
            using (var stdin = command.CreateInputStream())
            {
                stdin.Write(input, 0, input.Length);
            }

            while (await Task.WhenAny(executing, Task.Delay(DrainInterval, cancellationToken)) != executing)
            {
                cancellationToken.ThrowIfCancellationRequested();
                output.Drain();
                error.Drain();
            }

            await executing;
            return (output.ReadToEnd(), error.ReadToEnd());
        },
        cancellationToken);
}
