using PenguinMails.Identity.Commands;

namespace PenguinMails.Identity.Tests.Commands;

[Category("Pure")]
public sealed class CommandNameTests
{
    [TestCase("create-first-admin", true)]
    [TestCase("create-last-admin", true, Description = "answered as unknown, instead of starting a service")]
    [TestCase("/srv/app/PenguinMails.Identity.dll", false, Description = "a launcher's")]
    [TestCase("PenguinMails.Identity.dll", false)]
    [TestCase("--urls=http://127.0.0.1:0", false)]
    [TestCase("run", false)]
    public void Argument_ByItsForm_IsACommand(string argument, bool isCommand) =>
        Assert.That(IdentityCommand.IsOne([argument]), Is.EqualTo(isCommand));

    [Test]
    public void Arguments_OfAServiceThatStarts_AreNone() => Assert.That(IdentityCommand.IsOne([]), Is.False);
}
