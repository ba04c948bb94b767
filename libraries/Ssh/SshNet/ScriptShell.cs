using System.Buffers;

namespace PenguinMails.Ssh.SshNet;

/// <summary>How a script ended.</summary>
/// <param name="ExitCode">Its exit code; null when the connection was lost before it ended.</param>
/// <param name="Output">Its standard output, up to <see cref="ScriptShell.OutputLimit"/>.</param>
/// <param name="ErrorText">Its standard error, up to the same limit; the shell's own when there is no exit code.</param>
internal sealed record ScriptAnswer(int? ExitCode, byte[] Output, string ErrorText);

/// <summary>
/// A root shell on a server that runs one script after the other (docs/adr/0019-one-shell-per-connection.md). A script is sent as a
/// line with its length, its text, and the mark as a last comment: one that a cut connection left without that is not run. The shell
/// answers over its standard error, which carries sudo's complaints as well; what a login shell prints to standard output is no part.
/// </summary>
/// <remarks>
/// An answer is the script's output, a line "MARK end CODE", its standard error, and a line "MARK done". The mark is random, made for
/// the connection, and no part of a command line, so nothing else that a server prints can be taken for one. The shell reads on while
/// a script runs: <see cref="KillAsync"/> is a script, too, and the end of the input lets the running script end first.
/// </remarks>
internal sealed class ScriptShell(CommandChannel channel)
{
    /// <summary>Above what any script of ours writes: an authorized_keys file of 1 MiB in Base64. 4 MiB.</summary>
    public const int OutputLimit = 4 * 1024 * 1024;

    private const string Loop =
        """/bin/sh -c 'IFS= read -r m && exec 7>&2 && printf "\n%s begin\n" "$m" >&7; while IFS= read -r n; do s=$(head -c "$n"); case $s in *"# $m") ;; *) break ;; esac; { e=$(eval "$s" 2>&1 >&7 </dev/null); c=$?; printf "\n%s end %s\n%s\n%s done\n" "$m" "$c" "$e" "$m" >&7; } & done; wait'""";

    // sshd makes the command leader of a process group of its own, and scripts of ours stay in it.
    private const string KillGroup = "kill -KILL 0";

    private readonly string _mark = RandomNumberGenerator.GetHexString(32, lowercase: true);
    private bool _isMarkSent;

    /// <summary>Whether the shell has answered: before that, the account, its shell or sudo may have stood in the way.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>The command line that starts the shell: one of two fixed ones.</summary>
    public static string CommandFor(string username) => username == "root" ? $"exec {Loop}" : $"exec sudo -n {Loop}";

    /// <summary>Runs a script. After an exception, or without an exit code, the shell is of no further use.</summary>
    public async Task<ScriptAnswer> RunAsync(string script, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        using var errors = new MemoryStream();
        await channel.WriteAsync(Framed(script), cancellationToken);
        if (!HasBegun && await SkipToAsync("begin", errors, cancellationToken) is null)
        {
            return new ScriptAnswer(null, [], TextOf(errors));
        }

        HasBegun = true;
        errors.SetLength(0);
        var code = await SkipToAsync("end", output, cancellationToken);
        return int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var exitCode)
            && await SkipToAsync("done", errors, cancellationToken) is not null
            ? new ScriptAnswer(exitCode, Written(output), TextOf(errors))
            : new ScriptAnswer(null, [], TextOf(output));
    }

    /// <summary>Ends the running script with all its processes, and the shell.</summary>
    public Task KillAsync(CancellationToken cancellationToken) => channel.WriteAsync(Framed(KillGroup), cancellationToken);

    private byte[] Framed(string script)
    {
        var text = $"{script}\n# {_mark}";
        var first = _isMarkSent ? "" : _mark + "\n";
        _isMarkSent = true;
        return Encoding.UTF8.GetBytes($"{first}{Encoding.UTF8.GetByteCount(text)}\n{text}");
    }

    /// <summary>Reads into <paramref name="content"/>, up to the limit, as far as the line with the mark and the word.</summary>
    /// <returns>What follows them in the line; null when the answers ended before.</returns>
    private async Task<string?> SkipToAsync(string word, MemoryStream content, CancellationToken cancellationToken)
    {
        var mark = Encoding.ASCII.GetBytes($"{_mark} {word}");
        var isLineStart = true;
        while (true)
        {
            var read = await channel.Errors.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end).ToArray();
                buffer = buffer.Slice(buffer.GetPosition(1, end));
                if (isLineStart && line.AsSpan().StartsWith(mark))
                {
                    channel.Errors.AdvanceTo(buffer.Start);
                    return Encoding.ASCII.GetString(line.AsSpan(mark.Length)).Trim();
                }

                Keep(content, line);
                Keep(content, "\n"u8);
                isLineStart = true;
            }

            // No line with a mark is that long, so it need not be kept together.
            if (buffer.Length > 2 * mark.Length)
            {
                Keep(content, buffer.ToArray());
                buffer = buffer.Slice(buffer.End);
                isLineStart = false;
            }

            channel.Errors.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted || read.IsCanceled)
            {
                return null;
            }
        }
    }

    // One byte beyond the limit: the newline that the shell writes before the mark.
    private static void Keep(MemoryStream content, ReadOnlySpan<byte> bytes) =>
        content.Write(bytes[..(int)Math.Min(bytes.Length, OutputLimit + 1 - content.Length)]);

    private static byte[] Written(MemoryStream output)
    {
        var bytes = output.GetBuffer().AsSpan(0, (int)output.Length);
        return (bytes.EndsWith("\n"u8) ? bytes[..^1] : bytes[..Math.Min(bytes.Length, OutputLimit)]).ToArray();
    }

    private static string TextOf(MemoryStream content) => Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length);
}
