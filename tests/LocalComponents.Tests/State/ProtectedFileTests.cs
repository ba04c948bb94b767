using NUnit.Framework;
using PenguinMails.TestKit;

namespace PenguinMails.LocalComponents.Tests.State;

[Category("Pure")]
public sealed class ProtectedFileTests
{
    [Test]
    public void Write_OverAFileThatOthersMayRead_LeavesItsOwnerOnly()
    {
        var path = Path.Combine(TestFolder.Create("files"), "secret");
        File.WriteAllText(path, "old");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.OtherRead);

        ProtectedFile.Write(path, "new");

        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllText(path), Is.EqualTo("new"));
            Assert.That(File.GetUnixFileMode(path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        });
    }

    [Test]
    public void ReadOrCreate_Password_IsMadeOnce()
    {
        var path = Path.Combine(TestFolder.Create("files"), "password");
        var first = GeneratedPassword.ReadOrCreate(path);
        Assert.That(GeneratedPassword.ReadOrCreate(path), Is.EqualTo(first).And.Length.EqualTo(32));
    }
}
