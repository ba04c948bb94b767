using System.Diagnostics;
using System.Text;

namespace PenguinMails.Ssh;

/// <summary>What a program said and how it ended. <c>null</c>: it was ended because its time was up.</summary>
internal sealed record ProgramResult(int? ExitCode, byte[] Output, string ErrorText);

/// <summary>Runs one of OpenSSH's programs with input, a limit, and a clean environment.</summary>
internal static class OpenSshProgram
{
    private const int OutputLimit = 8 * 1024 * 1024;

    public static async Task<ProgramResult> RunAsync(
        string program, IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var process = Start(program, arguments);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        var output = ReadAsync(process.StandardOutput.BaseStream, deadline.Token);
        var error = ReadAsync(process.StandardError.BaseStream, deadline.Token);
        try
        {
            await FeedAsync(process, input, deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return new ProgramResult(process.ExitCode, await output, Encoding.UTF8.GetString(await error));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            return new ProgramResult(null, [], "");
        }
    }

    public static Process Start(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var path = Environment.GetEnvironmentVariable("PATH");
        start.Environment.Clear();
        start.Environment["PATH"] = string.IsNullOrEmpty(path) ? "/usr/bin:/bin" : path;
        start.Environment["LC_ALL"] = "C";
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} could not be started.");
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
