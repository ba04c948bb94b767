using PenguinMails.KeyIssuance.Operations;
using PenguinMails.LocalComponents;

namespace PenguinMails.KeyIssuance.Tests.Smtp;

/// <summary>Password files as administrators leave them: what is not the platform's stays, and what cannot be edited says why and stays whole.</summary>
[Category("Component")]
public sealed class PasswordFileTests : SmtpWorldTests
{
    private const string Foreign = "foreign@elsewhere.example";

    private MailAccount _account = null!;

    [OneTimeSetUp]
    public async Task IssueAsync() => _account = await MailAccount.IssuedAsync(World);

    [TestCase("symlink", "mv current real; ln -s real current", "mv -f real current", "password_file_symlink")]
    [TestCase("symbolic link to the folder", "cd ..; mv users users.real; ln -s users.real users", "cd /etc/dovecot; rm users; mv users.real users", "password_file_symlink")]
    [TestCase("missing file", "mv previous away", "mv away previous", "password_file_missing")]
    [TestCase("missing folder", "cd ..; mv users away", "cd /etc/dovecot; mv away users", "password_file_missing")]
    [TestCase("folder in its place", "mv previous away; mkdir previous", "rmdir previous; mv away previous", "password_file_not_a_file")]
    [TestCase("not readable by Dovecot", "chmod 600 current", "chmod 640 current", "password_file_not_readable")]
    [TestCase("another owner", "chown vmail current", "chown root current", "password_file_unsafe")]
    [TestCase("writable by others", "chmod 666 previous", "chmod 640 previous", "password_file_unsafe")]
    [TestCase("a second name", "ln current other", "rm other", "password_file_unsafe")]
    [TestCase("immutable", "chattr +i current", "chattr -i current", "password_file_not_writable")]
    [TestCase("too large", "cp -p current whole; seq -f '#%0200g' 6000 >>current", "mv -f whole current", "password_file_too_large")]
    [TestCase(
        "full disk",
        "cp -a . /root/whole; mount -t tmpfs -o size=16k,mode=750,gid=dovecot tmpfs .; cp -a /root/whole/. /etc/dovecot/users/; dd if=/dev/zero of=/etc/dovecot/users/filler bs=512 2>/dev/null || :",
        "cd /; umount -l /etc/dovecot/users; rm -rf /root/whole",
        "password_file_no_space")]
    [TestCase("damaged fence", "for f in /var/lib/penguinmails/passwords.*.fence; do cp $f $f.whole; echo x >$f; done", "for f in /var/lib/penguinmails/passwords.*.fence; do mv $f.whole $f; done", "password_file_failed")]
    public async Task Rotate_FileThatCannotBeEdited_FailsWithTheCause_AndLosesNothing(string what, string obstacle, string undo, string code)
    {
        var before = await ContentAsync();
        await RunAsync(obstacle);
        try
        {
            var ended = await _account.Tenant.EndedAsync(await _account.StartAsync(OperationKind.Rotate, TimeSpan.Zero));

            Assert.That((ended.Status, ended.ErrorCode), Is.EqualTo(("failed", code)), $"{what}: {ended.ErrorDetail}");
        }
        finally
        {
            await RunAsync(undo);
        }

        Assert.That(await ContentAsync(), Is.EqualTo(before), what);
        await Programs.AnswerAsync(_account.Username, await _account.PasswordAsync(), MailPrograms.Everywhere);
    }

    [Test]
    public async Task Rotate_ForeignLines_StayByteForByte_AndTheirAccountsGoOn()
    {
        const string lines = "# a comment\\r\\n" + Foreign + ":{PLAIN}theirs\\r\\n\\r\\nbroken line\\n:{PLAIN}nobody\\nlatin-\\351@elsewhere.example:{PLAIN}x\\nlast@elsewhere.example:{PLAIN}y:::penguinmails::";
        foreach (var path in new[] { TenantMailServer.CurrentUsersFile, TenantMailServer.PreviousUsersFile })
        {
            // A time of later, or Dovecot does not see it.
            await World.Server.RunAsRootAsync($"printf '{lines}' >>{path}; touch -d \"@$(($(stat -c %Y {path}) + 1))\" {path}");
        }

        var before = await ForeignAsync();
        await _account.RunAsync(OperationKind.Rotate, TimeSpan.FromHours(1));
        await _account.RunAsync(OperationKind.Revoke);
        await _account.RunAsync(OperationKind.Regenerate);

        Assert.That(await ForeignAsync(), Is.EqualTo(before));
        Assert.That(await Programs.AnswersAsync(Foreign, "theirs"), Is.EqualTo(MailPrograms.Everywhere));
        await Programs.AnswerAsync(_account.Username, await _account.PasswordAsync(), MailPrograms.Everywhere);
    }

    [Test]
    public async Task Rotate_SeveralAccountsAtOnce_EveryEditIsSeen()
    {
        var accounts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => MailAccount.IssuedAsync(World)));
        var old = await Task.WhenAll(accounts.Select(account => account.PasswordAsync()));

        await Task.WhenAll(accounts.Select(account => account.RunAsync(OperationKind.Rotate, TimeSpan.FromHours(1))));

        foreach (var (account, password) in accounts.Zip(old))
        {
            Assert.That(await account.EntriesAsync(), Is.EqualTo(["current current", "previous retiring"]));
            Assert.That(await Programs.AnswersAsync(account.Username, password), Is.EqualTo(MailPrograms.Everywhere));
            Assert.That(await Programs.AnswersAsync(account.Username, await account.PasswordAsync()), Is.EqualTo(MailPrograms.Everywhere));
        }
    }

    [Test]
    public async Task Issue_AccountThatHasAPasswordOfAnothers_FailsAndLeavesIt()
    {
        var account = new MailAccount(World, await (await World.EnrolAsync()).IssuedAsync());
        var path = TenantMailServer.CurrentUsersFile;
        await World.Server.RunAsRootAsync($"printf '%s\\n' '{account.Username}:{{PLAIN}}theirs' >>{path}; touch -d \"@$(($(stat -c %Y {path}) + 1))\" {path}");

        var ended = await account.Tenant.EndedAsync(await account.EnrolAsync());

        Assert.That((ended.Status, ended.ErrorCode), Is.EqualTo(("failed", "mail_account_taken")));
        await Programs.AnswerAsync(account.Username, "theirs", MailPrograms.Everywhere);
    }

    private Task<string> RunAsync(string script) => World.Server.RunAsRootAsync($"cd /etc/dovecot/users 2>/dev/null || cd /\n{script}");

    private Task<string> ContentAsync() => World.Server.RunAsRootAsync("cd /etc/dovecot/users; sha256sum current previous; ls -A; stat -c '%a %U:%G' . current previous");

    // Everything but what the platform has written.
    private Task<string> ForeignAsync() => World.Server.RunAsRootAsync("cd /etc/dovecot/users; for f in current previous; do grep -av ':::penguinmails/' $f | base64; done");
}
