using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;

namespace PenguinMails.Ssh;

/// <summary>How a script ended. <paramref name="ExitCode"/> null: the connection was over before.</summary>
internal sealed record ScriptAnswer(int? ExitCode, byte[] Output, string ErrorText);

/// <summary>
/// A root shell at the other end of a connection, which runs one script after the other: a command of its own for each would cost a
/// process here and a login shell and a sudo there. It takes scripts as <see cref="ScriptReader"/> does, and it answers over its
/// standard error, because ssh writes its log between what comes over standard output.
/// </summary>
/// <remarks>
/// An answer is what the script wrote, a line "MARK end CODE", what it complained, a line "MARK done". The mark is random, made for the
/// connection, and no part of a command line: nothing that a server prints besides can be taken for one.
/// </remarks>
internal sealed class ScriptShell(Stream input, Stream answers)
{
    private const string Loop =
        """/bin/sh -c 'IFS= read -r m && exec 7>&2 && printf "\n%s begin\n" "$m" >&7; while IFS= read -r s; do e=$(eval "$(printf %s "$s" | base64 -d)" 2>&1 >&7 </dev/null); c=$?; printf "\n%s end %s\n%s\n%s done\n" "$m" "$c" "$e" "$m" >&7; done'""";

    private readonly PipeReader _answers = PipeReader.Create(answers);
    private readonly string _mark = RandomNumberGenerator.GetHexString(32, lowercase: true);
    private bool _hasBegun;

    /// <summary>The command line that starts it.</summary>
    public static string CommandFor(string username) => username == "root" ? $"exec {Loop}" : $"exec sudo -n {Loop}";

    /// <summary>Runs a script. After an exception, or when there was no exit code, the shell is of no use any more.</summary>
    public async Task<ScriptAnswer> RunAsync(string script, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        using var errors = new MemoryStream();
        await SendAsync(script, cancellationToken);
        if (!_hasBegun && await SkipToAsync("begin", errors, cancellationToken) is null)
        {
            return new ScriptAnswer(null, [], TextOf(errors));
        }

        _hasBegun = true;
        errors.SetLength(0);
        var code = await SkipToAsync("end", output, cancellationToken);
        return code is not null && await SkipToAsync("done", errors, cancellationToken) is not null
            ? new ScriptAnswer(int.Parse(code, null), Written(output), TextOf(errors))
            : new ScriptAnswer(null, [], TextOf(output));
    }

    private async Task SendAsync(string script, CancellationToken cancellationToken)
    {
        try
        {
            if (!_hasBegun)
            {
                await input.WriteAsync(Encoding.ASCII.GetBytes(_mark + "\n"), cancellationToken);
            }

            await input.WriteAsync(ScriptReader.InputFor(script), cancellationToken);
            await input.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            // ssh has ended; its answer ends, too.
        }
    }

    /// <summary>Reads into <paramref name="content"/>, as far as that takes it, up to a line with the mark and the word.</summary>
    /// <returns>What follows them in the line; null when the answers ended before.</returns>
    private async Task<string?> SkipToAsync(string word, MemoryStream content, CancellationToken cancellationToken)
    {
        var mark = Encoding.ASCII.GetBytes($"{_mark} {word}");
        var isLineStart = true;
        while (true)
        {
            var read = await _answers.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end).ToArray();
                buffer = buffer.Slice(buffer.GetPosition(1, end));
                if (isLineStart && line.AsSpan().StartsWith(mark))
                {
                    _answers.AdvanceTo(buffer.Start);
                    return Encoding.ASCII.GetString(line.AsSpan(mark.Length)).Trim();
                }

                Keep(content, line);
                Keep(content, "\n"u8);
                isLineStart = true;
            }

            // No line with a mark is that long: it need not be kept together.
            if (buffer.Length > 2 * mark.Length)
            {
                Keep(content, buffer.ToArray());
                buffer = buffer.Slice(buffer.End);
                isLineStart = false;
            }

            _answers.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }

    // One byte beyond the limit: the newline that the shell writes before the mark.
    private static void Keep(MemoryStream content, ReadOnlySpan<byte> bytes) =>
        content.Write(bytes[..(int)Math.Min(bytes.Length, OpenSshProgram.OutputLimit + 1 - content.Length)]);

    private static byte[] Written(MemoryStream output)
    {
        var bytes = output.GetBuffer().AsSpan(0, (int)output.Length);
        return (bytes.EndsWith("\n"u8) ? bytes[..^1] : bytes[..Math.Min(bytes.Length, OpenSshProgram.OutputLimit)]).ToArray();
    }

    private static string TextOf(MemoryStream content) => Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length);
}
