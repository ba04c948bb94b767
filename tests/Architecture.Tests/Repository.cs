using System.Diagnostics;
using System.IO.Enumeration;

namespace PenguinMails.Architecture.Tests;

/// <summary>The repository's own files, without what builds and runs have made.</summary>
internal static class Repository
{
    public static readonly string Root = FindRoot();

    private static readonly string[] Made = [".git", "artifacts", "bin", "obj", ".data", ".tools", ".vs", ".idea", "node_modules", "TestResults"];

    /// <summary>Paths relative to the root, with forward slashes.</summary>
    public static readonly IReadOnlyList<string> Files = [.. List()];

    public static IEnumerable<string> WithExtension(string extension) => Files.Where(file => file.EndsWith(extension, StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    /// <summary>Runs a program in the root and returns what it wrote.</summary>
    public static string Run(string program, params string[] args)
    {
        var info = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(info)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', args)} ended with {process.ExitCode}: {output} {errors.Result}");
    }

    private static IEnumerable<string> List() => new FileSystemEnumerable<string>(
        Root, (ref FileSystemEntry entry) => Path.GetRelativePath(Root, entry.ToFullPath()), new EnumerationOptions { RecurseSubdirectories = true })
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
        ShouldRecursePredicate = (ref FileSystemEntry entry) => !Made.Contains(entry.FileName.ToString()),
    };

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Directory.Packages.props")))
            {
                return folder;
            }
        }

        throw new DirectoryNotFoundException($"No repository above {AppContext.BaseDirectory}.");
    }
}
