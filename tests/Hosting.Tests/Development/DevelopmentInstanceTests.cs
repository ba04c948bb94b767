using PenguinMails.AppHost.Development;

namespace PenguinMails.Hosting.Tests.Development;

[NonParallelizable]
[Category("Pure")]
public sealed class DevelopmentInstanceTests
{
    private static readonly string[] Variables =
        ["PENGUINMAILS_PORT", "PENGUINMAILS_DASHBOARD_PORT", "PENGUINMAILS_SSH_GRACE", "PENGUINMAILS_SERVER_NET", "VAULT_ADDR", "VAULT_TOKEN", "PENGUINMAILS_KEEP_ROOT_TOKEN", "PENGUINMAILS_PARTS"];

    [SetUp]
    [TearDown]
    public void ForgetSettings() => Array.ForEach(Variables, variable => Environment.SetEnvironmentVariable(variable, null));

    // TimeSpan's own parser takes "24:00:00" for 24 days.
    [TestCase("24:00:00", 86_400)]
    [TestCase("48:30:00", 174_600)]
    [TestCase("00:00:05", 5)]
    public void Read_Grace_IsHoursMinutesSeconds(string text, int seconds)
    {
        Environment.SetEnvironmentVariable("PENGUINMAILS_SSH_GRACE", text);
        Assert.That(DevelopmentInstance.Read([]).SshGrace, Is.EqualTo(TimeSpan.FromSeconds(seconds)));
    }

    [TestCase("00:00:04")]
    [TestCase("1")]
    [TestCase("00:60:00")]
    [TestCase("-01:00:00")]
    [TestCase("soon")]
    public void Read_GraceThatIsNone_IsRefused(string text)
    {
        Environment.SetEnvironmentVariable("PENGUINMAILS_SSH_GRACE", text);
        Assert.That(() => DevelopmentInstance.Read([]), Throws.InstanceOf<InvalidSettingsException>());
    }

    [TestCase(null, ExpectedResult = false)]
    [TestCase("true", ExpectedResult = true)]
    [TestCase("false", ExpectedResult = false)]
    public bool Read_KeepRootToken_IsAnAnswer(string? text)
    {
        Environment.SetEnvironmentVariable("PENGUINMAILS_KEEP_ROOT_TOKEN", text);
        return DevelopmentInstance.Read([]).KeepsRootToken;
    }

    [Test]
    public void Read_KeepRootTokenWithoutAnAnswer_IsRefused()
    {
        Environment.SetEnvironmentVariable("PENGUINMAILS_KEEP_ROOT_TOKEN", "yes please");
        Assert.That(() => DevelopmentInstance.Read([]), Throws.InstanceOf<InvalidSettingsException>());
    }

    [TestCase(null, true, true)]
    [TestCase("ssh", false, false)]
    [TestCase("ssh, dns", false, true)]
    [TestCase("mail", true, false)]
    public void Read_Parts_AreThoseBesideWhatSshNeeds(string? text, bool hasMail, bool hasDns)
    {
        Environment.SetEnvironmentVariable("PENGUINMAILS_PARTS", text);
        var parts = DevelopmentInstance.Read([]).Parts;
        Assert.That((parts.HasFlag(InstanceParts.Mail), parts.HasFlag(InstanceParts.Dns)), Is.EqualTo((hasMail, hasDns)));
    }

    [TestCase("ssh,smpt")]
    [TestCase("ssh,")]
    [TestCase("3")]
    public void Read_UnknownPart_IsRefused(string text)
    {
        Environment.SetEnvironmentVariable("PENGUINMAILS_PARTS", text);
        Assert.That(() => DevelopmentInstance.Read([]), Throws.InstanceOf<InvalidSettingsException>().With.Message.Contains("mail"));
    }

    [Test]
    public void Read_SeveralWrongSettings_NamesAll()
    {
        Environment.SetEnvironmentVariable("PENGUINMAILS_PORT", "99999");
        Environment.SetEnvironmentVariable("VAULT_ADDR", "vault.example");
        Assert.That(
            () => DevelopmentInstance.Read([]),
            Throws.InstanceOf<InvalidSettingsException>().With.Message.Contains("PENGUINMAILS_PORT").And.Message.Contains("VAULT_ADDR"));
    }

    [Test]
    public void Read_VaultToken_LeavesTheEnvironmentThatChildrenInherit()
    {
        Environment.SetEnvironmentVariable("VAULT_TOKEN", "a-token");
        var instance = DevelopmentInstance.Read([]);
        Assert.That((instance.VaultToken, Environment.GetEnvironmentVariable("VAULT_TOKEN")), Is.EqualTo(("a-token", (string?)null)));
    }

    [Test]
    public void Take_FolderOfSomethingElse_IsRefusedAndKept()
    {
        var folder = Directory.CreateTempSubdirectory("state").FullName;
        var file = Path.Combine(folder, "thesis.txt");
        File.WriteAllText(file, "years of work");
        try
        {
            Assert.That(() => StateFolder.Take(folder, isFresh: true), Throws.InstanceOf<InvalidSettingsException>());
            Assert.That(File.Exists(file));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
