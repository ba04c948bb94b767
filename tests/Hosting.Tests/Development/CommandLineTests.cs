using PenguinMails.AppHost.Development;

namespace PenguinMails.Hosting.Tests.Development;

[Category("Pure")]
public sealed class CommandLineTests
{
    [TestCase("--frehs")]
    [TestCase("demo", "again")]
    [TestCase("--publisher", "carrier-pigeon")]
    [TestCase("--output-path")]
    public void Read_UnknownArgument_IsRefusedWithTheKnownOnes(params string[] args) =>
        Assert.That(
            () => CommandLine.Read(args),
            Throws.InstanceOf<InvalidSettingsException>().With.Message.Contains(args[^1]).And.Message.Contains("--fresh").And.Message.Contains("demo"));

    [Test]
    public void Read_KnownArguments_AreTaken()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(CommandLine.Read([]), Is.EqualTo(new CommandLine()));
            Assert.That(CommandLine.Read(["--fresh"]).IsFresh, Is.True);
            Assert.That(CommandLine.Read(["demo"]).IsDemo, Is.True);
            Assert.That(CommandLine.Read(["--publisher", "manifest", "--output-path", "x.json"]), Is.EqualTo(new CommandLine()));
        }
    }
}
