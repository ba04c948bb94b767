using PenguinMails.LocalComponents;

namespace PenguinMails.TestKit;

/// <summary>Folders for this test process, removed when it ends.</summary>
public static class TestFolder
{
    private static readonly Lazy<ThrowAwayFolder> Mine = new(
        () => new ThrowAwayFolder(Path.Combine(Path.GetTempPath(), $"penguinmails-tests-{Guid.CreateVersion7():N}")));

    /// <summary>A new empty folder.</summary>
    /// <param name="name">Says in the path what it is for.</param>
    public static string Create(string name)
    {
        var path = Path.Combine(Mine.Value.Path, $"{name}-{Guid.CreateVersion7():N}");
        Directory.CreateDirectory(path);
        return path;
    }
}
