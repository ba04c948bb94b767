using NUnit.Framework;

namespace PenguinMails.LocalComponents.Tests.State;

[Category("Process")]
public sealed class ThrowAwayFolderTests
{
    [Test]
    public async Task Remove_WithAnUnchangeableFile_LeavesNothing()
    {
        // On a disk: a memory file system may not know the attribute.
        var folder = new ThrowAwayFolder(Path.Combine("/var/tmp", $"penguinmails-{Guid.CreateVersion7():N}"));
        var file = Path.Combine(folder.Path, "unchangeable");
        await File.WriteAllTextAsync(file, "x");
        await Tool.RunAsync("chattr", ["+i", file]);

        await folder.RemoveAsync();

        Assert.That(Directory.Exists(folder.Path), Is.False);
    }
}
