using System.ComponentModel;

namespace PenguinMails.Ssh;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Null when it was ended because it ran too long.</param>
/// <param name="Output">Its standard output, up to <see cref="KeygenProcess.OutputLimit"/>.</param>
/// <param name="ErrorText">Its standard error, up to the same limit.</param>
internal sealed record ProgramResult(int? ExitCode, byte[] Output, string ErrorText);

/// <summary>Runs ssh-keygen with input, a time limit, and a clean environment.</summary>
internal static class KeygenProcess
{
    /// <summary>Above what ssh-keygen prints. 64 KiB.</summary>
    public const int OutputLimit = 64 * 1024;

    public static async Task<ProgramResult> RunAsync(
        string program, IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var process = Start(program, arguments);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        try
        {
            var output = ReadAsync(process.StandardOutput.BaseStream, deadline.Token);
            var error = ReadAsync(process.StandardError.BaseStream, deadline.Token);
            await FeedAsync(process, input, deadline.Token);
            var (said, complained) = (await output, await error);
            await process.WaitForExitAsync(deadline.Token);
            return new ProgramResult(process.ExitCode, said, Encoding.UTF8.GetString(complained));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ProgramResult(null, [], "");
        }
        finally
        {
            End(process);
        }
    }

    private static Process Start(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var path = Environment.GetEnvironmentVariable("PATH");
        start.Environment.Clear(); // no agent, no askpass, no settings of whoever started us
        start.Environment["PATH"] = string.IsNullOrEmpty(path) ? "/usr/bin:/bin" : path;
        start.Environment["LC_ALL"] = "C"; // its messages are read
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new SshToolException($"{program} could not be started: is the package openssh-client installed?", missing);
        }
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    private static async Task FeedAsync(Process process, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended without reading all of it; its exit code and error text say why.
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            // What is beyond the limit is read, so that the program can end, and dropped.
            content.Write(buffer, 0, (int)Math.Min(count, Math.Max(0, OutputLimit - content.Length)));
        }

        return content.ToArray();
    }
}
