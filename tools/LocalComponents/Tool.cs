using System.Diagnostics;

namespace PenguinMails.LocalComponents;

/// <summary>Runs a program to its end.</summary>
public static class Tool
{
    /// <summary>Runs the program and returns what it wrote; throws when it fails.</summary>
    /// <exception cref="ToolFailedException">The program could not be started or ended with another code than 0.</exception>
    public static async Task<string> RunAsync(
        string program,
        IEnumerable<string> args,
        IReadOnlyDictionary<string, string>? env = null,
        Action<string>? onLine = null,
        CancellationToken cancellationToken = default)
    {
        var info = new ProcessStartInfo(program, args)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in env ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }

        using var process = Start(info);
        process.StandardInput.Close();
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = onLine is null
                ? await process.StandardOutput.ReadToEndAsync(cancellationToken)
                : await ForwardAsync(process.StandardOutput, onLine, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? output
                : throw new ToolFailedException($"{program} {info.ArgumentList.FirstOrDefault()} ended with {process.ExitCode}: {await errors}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process Start(ProcessStartInfo info)
    {
        try
        {
            return Process.Start(info)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new ToolFailedException($"{info.FileName} could not be started: {exception.Message}", exception);
        }
    }

    private static async Task<string> ForwardAsync(StreamReader output, Action<string> onLine, CancellationToken cancellationToken)
    {
        while (await output.ReadLineAsync(cancellationToken) is { } line)
        {
            onLine(line);
        }

        return "";
    }
}

/// <summary>A program that was needed could not be run or failed.</summary>
public sealed class ToolFailedException(string message, Exception? inner = null) : Exception(message, inner);
