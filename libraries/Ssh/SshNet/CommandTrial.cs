using System.Buffers;

namespace PenguinMails.Ssh.SshNet;

/// <summary>
/// Runs a command that any shell has, as the account of a connection. sshd also accepts the key of an account that can run nothing: its
/// shell is nologin, or its password is too old (PAM).
/// </summary>
internal static class CommandTrial
{
    private const int MostBytes = 64 * 1024;
    private const string Answer = "penguinmails-ran";

    // The quotes are in no answer, so a shell that only repeats what it was told has not run it.
    private const string Command = "echo penguinmails''-ran";

    public static async Task<SshAnswer> RunAsync(PinnedClient client, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        // The two round trips for the channel and the command block.
        using var channel = await Task.Run(() => client.Start(Command, keepsOutput: true), CancellationToken.None).WaitAsync(cancellationToken);
        try
        {
            // A server that starts a file transfer whatever is asked for ends with its input.
            await channel.EndInputAsync().WaitAsync(deadline.Token);
            var (said, isWhole) = await ReadAsync(channel, deadline.Token);
            if (said.Contains(Answer, StringComparison.Ordinal))
            {
                return new SshAnswer.Accepted();
            }

            if (!isWhole)
            {
                return new SshAnswer.Unusable(ServerText.LastLineOf(said), null);
            }

            await channel.Ended.WaitAsync(deadline.Token);
            return channel.ExitCode is { } code
                ? new SshAnswer.Unusable(ServerText.LastLineOf(said), code)
                : new SshAnswer.Unreachable("the server closed the connection") { Kind = SshTroubleKind.ConnectionClosed };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SshAnswer.Unusable($"no answer within {limit.TotalSeconds:0.#} s", null);
        }
    }

    /// <summary>Reads as far as the answer, or as much as is looked at.</summary>
    private static async Task<(string Said, bool IsWhole)> ReadAsync(CommandChannel channel, CancellationToken cancellationToken)
    {
        var bytes = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await channel.Errors.ReadAsync(cancellationToken);
            foreach (var part in read.Buffer)
            {
                bytes.Write(part.Span);
            }

            channel.Errors.AdvanceTo(read.Buffer.End);
            var said = Encoding.UTF8.GetString(bytes.WrittenSpan);
            if (read.IsCompleted || bytes.WrittenCount >= MostBytes || said.Contains(Answer, StringComparison.Ordinal))
            {
                return (said, read.IsCompleted);
            }
        }
    }
}
