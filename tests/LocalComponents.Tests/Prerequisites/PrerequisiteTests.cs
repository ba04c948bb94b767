using NUnit.Framework;
using PenguinMails.TestKit;

namespace PenguinMails.LocalComponents.Tests.Prerequisites;

[NonParallelizable]
[Category("Component")]
public sealed class PrerequisiteTests
{
    private static readonly DebianPackage Absent = new("penguin-absent", "a test", "/nowhere", "nothing");

    [TearDown]
    public void AllowInstallation() => Environment.SetEnvironmentVariable(Prerequisite.InstallVariable, null);

    [Test]
    public void Ensure_MissingAndForbidden_SaysWhatToInstallInstead()
    {
        Environment.SetEnvironmentVariable(Prerequisite.InstallVariable, "never");
        Assert.That(
            () => Prerequisite.EnsureAsync([DebianPackage.Postgres, Absent], _ => Assert.Fail("Nothing is announced.")),
            Throws.InstanceOf<PrerequisiteMissingException>().With.Message.Contains("apt-get install --no-install-recommends penguin-absent"));
    }

    [Test]
    public async Task Ensure_AllThere_DoesNothingEvenWhereForbidden()
    {
        await TestPostgres.SharedAsync(); // which installs it
        Environment.SetEnvironmentVariable(Prerequisite.InstallVariable, "never");
        await Prerequisite.EnsureAsync([DebianPackage.Postgres], _ => Assert.Fail("Nothing is announced."));
        Assert.Pass();
    }

    [TestCase(true)]
    [TestCase(false)]
    public void ServiceStartPolicy_Ended_LeavesWhatWasThere(bool hadOne)
    {
        var folder = TestFolder.Create("sbin");
        var policy = Path.Combine(folder, "policy-rc.d");
        if (hadOne)
        {
            File.WriteAllText(policy, "the machine's own");
        }

        // One that was never disposed, as of a process that was killed, and one that was.
        _ = ServiceStartPolicy.ForbidStarts(folder);
        using (ServiceStartPolicy.ForbidStarts(folder))
        {
            Assert.That(File.ReadAllText(policy), Does.Contain("exit 101"));
            Assert.That(File.GetUnixFileMode(policy) & UnixFileMode.UserExecute, Is.Not.EqualTo(UnixFileMode.None));
        }

        Assert.That(Directory.GetFiles(folder), Is.EqualTo(hadOne ? new[] { policy } : []));
        Assert.That(!hadOne || File.ReadAllText(policy) == "the machine's own");
    }
}
