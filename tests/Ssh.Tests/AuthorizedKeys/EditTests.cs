using System.Text;
using static PenguinMails.Ssh.Tests.Servers;

namespace PenguinMails.Ssh.Tests.AuthorizedKeys;

/// <summary>What an edit makes of a file. Each test has the tenant's file for itself: they run one after another.</summary>
[Category("Component")]
public sealed class EditTests : OwnServerTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private long _fence;

    [SetUp]
    public Task EmptyAsync() => Server.RunAsRootAsync($"chattr -R -i /home/{Tenant}; rm -rf /home/{Tenant}/.ssh; install -d -m 700 -o {Tenant} -g {Tenant} /home/{Tenant}/.ssh");

    [Test]
    public async Task Put_NewKey_LogsIn_AndRemove_IsRefused()
    {
        using var key = await Platform.Usual.NewKeyAsync();

        var put = await Session.PutAsync(++_fence, New(key));
        Assert.That(put, Is.EqualTo(new EditOutcome.Done { Changed = true }));
        Assert.That(await Server.LoginAsync(key), Is.EqualTo(new SshAnswer.Accepted()));
        Assert.That(await Server.OfferAsync(key.PublicKey), Is.EqualTo(new SshAnswer.Accepted()));

        var removed = await Session.EditAsync(new AuthorizedKeysEdit(Tenant, Scope, ++_fence) { Remove = [key.PublicKey] });
        Assert.That(removed, Is.EqualTo(new EditOutcome.Done { Changed = true }));
        Assert.That(await Server.LoginAsync(key), Is.EqualTo(new SshAnswer.Refused()));
        Assert.That(await Server.OfferAsync(key.PublicKey), Is.EqualTo(new SshAnswer.Refused()));
    }

    [Test]
    public async Task Put_MissingFolderAndFile_AreMadeForTheAccount()
    {
        await Server.RunAsRootAsync($"rm -rf /home/{Tenant}/.ssh");
        using var key = await Platform.Usual.NewKeyAsync();

        await Session.PutAsync(++_fence, New(key));

        Assert.That(
            await Server.RunAsRootAsync($"cd /home/{Tenant}; stat -c '%U:%G %a' .ssh .ssh/authorized_keys; ls -A .ssh"),
            Is.EqualTo($"{Tenant}:{Tenant} 700\n{Tenant}:{Tenant} 600\nauthorized_keys\n"));
        Assert.That(await Server.LoginAsync(key), Is.EqualTo(new SshAnswer.Accepted()));
    }

    [Test]
    public async Task Remove_MissingFile_ChangesNothing()
    {
        await Server.RunAsRootAsync($"rm -rf /home/{Tenant}/.ssh");
        using var key = await Platform.Usual.NewKeyAsync();

        var outcome = await Session.EditAsync(new AuthorizedKeysEdit(Tenant, Scope, ++_fence) { Remove = [key.PublicKey] });

        Assert.That(outcome, Is.EqualTo(new EditOutcome.Done { Changed = false }));
        Assert.That(await Server.RunAsRootAsync($"ls -A /home/{Tenant}"), Does.Not.Contain(".ssh"));
    }

    [Test]
    public async Task Put_TheSameAgain_LeavesTheFileAlone()
    {
        using var key = await Platform.Usual.NewKeyAsync();
        var line = New(key);
        await Session.PutAsync(++_fence, line);
        var before = await Server.RunAsRootAsync($"stat -c '%i %y' /home/{Tenant}/.ssh/authorized_keys");

        var again = await Session.PutAsync(_fence, line);

        Assert.That(again, Is.EqualTo(new EditOutcome.Done { Changed = false }));
        Assert.That(await Server.RunAsRootAsync($"stat -c '%i %y' /home/{Tenant}/.ssh/authorized_keys"), Is.EqualTo(before));
    }

    [Test]
    public async Task Put_ExpiryInThePast_IsRefusedByTheServerItself()
    {
        using var key = await Platform.Usual.NewKeyAsync();
        var line = New(key);

        await Session.PutAsync(++_fence, line with { ExpiresAt = TimeProvider.System.GetUtcNow().AddHours(1) });
        Assert.That(await Server.LoginAsync(key), Is.EqualTo(new SshAnswer.Accepted()), "not expired yet");

        await Session.PutAsync(++_fence, line with { ExpiresAt = TimeProvider.System.GetUtcNow().AddSeconds(-1) });
        Assert.That(await Server.LoginAsync(key), Is.EqualTo(new SshAnswer.Refused()), "expired");
        Assert.That(Encoding.ASCII.GetString(await Server.KeysOfTenantAsync()).Split('\n'), Has.Length.EqualTo(2), "one line only");
    }

    [Test]
    public async Task PutAndRemove_TheTenantsOwnLines_StayByteForByte()
    {
        using var theirs = await Platform.Usual.NewKeyAsync();
        using var ours = await Platform.Usual.NewKeyAsync();
        byte[] before =
        [
            .. Encoding.UTF8.GetBytes($"""
                # {theirs.PublicKey} penguinmails:{Guid.CreateVersion7()}

                {theirs.PublicKey} Ann's löptop	with a tab  and spaces

                """),
            .. Encoding.ASCII.GetBytes($"command=\"echo \\\"hi\\\" 'x' $HOME `id`\",no-pty {theirs.PublicKey}\r\n"),
            .. Encoding.ASCII.GetBytes($"{theirs.PublicKey} my penguinmails:{Guid.CreateVersion7()}\n"),
            0xFF, 0xFE, 0x01, (byte)'\\', (byte)'n', (byte)'%', (byte)'s', (byte)'\n', (byte)'\n',
            .. Encoding.ASCII.GetBytes($"{theirs.PublicKey} no final newline"),
        ];
        await Server.WriteTenantKeysAsync(before);
        var line = New(ours);

        await Session.PutAsync(++_fence, line);
        var with = await Server.KeysOfTenantAsync();
        await Session.PutAsync(++_fence, line with { ExpiresAt = TimeProvider.System.GetUtcNow().AddHours(1) });
        Assert.That(await Server.LoginAsync(ours), Is.EqualTo(new SshAnswer.Accepted()));
        await Session.EditAsync(new AuthorizedKeysEdit(Tenant, Scope, ++_fence) { RemoveIds = [line.KeyId] });

        Assert.That(with, Is.EqualTo(Encoding.ASCII.GetBytes(line.ToLine() + "\n").Concat(before)));
        Assert.That(await Server.KeysOfTenantAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task Remove_CopiesOfTheKeyUnderOtherCommentsAndOptions_GoToo()
    {
        using var key = await Platform.Usual.NewKeyAsync(SshKeyType.Rsa4096);
        using var other = await Platform.Usual.NewKeyAsync();
        var id = Guid.CreateVersion7();
        await Server.WriteTenantKeysAsync(Encoding.ASCII.GetBytes($"""
            {key.PublicKey} a copy
            from="127.0.0.1",environment="A=b c" {key.PublicKey}
            {other.PublicKey} keep
            no-pty {key.PublicKey} penguinmails:{id}
            """ + "\n"));
        Assert.That(await Server.OfferAsync(key.PublicKey), Is.EqualTo(new SshAnswer.Accepted()));

        await Session.EditAsync(new AuthorizedKeysEdit(Tenant, Scope, ++_fence) { Remove = [key.PublicKey] });

        Assert.That(Encoding.ASCII.GetString(await Server.KeysOfTenantAsync()), Is.EqualTo($"{other.PublicKey} keep\n"));
        Assert.That(await Server.OfferAsync(key.PublicKey), Is.EqualTo(new SshAnswer.Refused()));
    }

    [Test]
    public async Task Put_ManyKeysAndRemovals_OneEditDoes()
    {
        var keys = new List<AuthorizedKey>();
        for (var i = 0; i < 20; i++)
        {
            using var pair = await Platform.Usual.NewKeyAsync();
            keys.Add(New(pair));
        }

        await Session.PutAsync(++_fence, [.. keys]);
        await Session.EditAsync(new AuthorizedKeysEdit(Tenant, Scope, ++_fence) { Remove = [.. keys.Skip(1).Select(key => key.PublicKey)] });

        Assert.That(Encoding.ASCII.GetString(await Server.KeysOfTenantAsync()), Is.EqualTo(keys[0].ToLine() + "\n"));
    }

    [Test]
    public async Task Put_UsualOwnerAndMode_AreKept()
    {
        await Server.WriteTenantKeysAsync("# mine\n"u8);
        await Server.RunAsRootAsync($"cd /home/{Tenant}/.ssh; chmod 640 authorized_keys; chown root:{Tenant} authorized_keys");
        using var key = await Platform.Usual.NewKeyAsync();

        await Session.PutAsync(++_fence, New(key));

        Assert.That(await Server.RunAsRootAsync($"stat -c '%U:%G %a' /home/{Tenant}/.ssh/authorized_keys"), Is.EqualTo($"root:{Tenant} 640\n"));
        Assert.That(await Server.LoginAsync(key), Is.EqualTo(new SshAnswer.Accepted()));
    }

    [Test]
    public async Task Put_ReadOnlyMode_IsNoObstacleAndKept()
    {
        await Server.WriteTenantKeysAsync("# mine\n"u8);
        await Server.RunAsRootAsync($"chmod 400 /home/{Tenant}/.ssh/authorized_keys");
        using var key = await Platform.Usual.NewKeyAsync();

        Assert.That(await Session.PutAsync(++_fence, New(key)), Is.EqualTo(new EditOutcome.Done { Changed = true }));
        Assert.That(await Server.RunAsRootAsync($"stat -c %a /home/{Tenant}/.ssh/authorized_keys"), Is.EqualTo("400\n"));
    }

    [Test]
    public async Task Put_LargeFile_IsEditedUpToItsBound()
    {
        var line = "# " + new string('x', 1021) + "\n";
        await Server.WriteTenantKeysAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(line, 1023))));
        using var key = await Platform.Usual.NewKeyAsync();
        using var last = await Platform.Usual.NewKeyAsync(SshKeyType.Rsa4096);

        Assert.That(await Session.PutAsync(++_fence, New(key)), Is.EqualTo(new EditOutcome.Done { Changed = true }));
        Assert.That(await Server.LoginAsync(key), Is.EqualTo(new SshAnswer.Accepted()));

        await Server.WriteTenantKeysAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(line, 1024))));
        Assert.That((await Session.PutAsync(++_fence, New(last)) as EditOutcome.NotPossible)?.Code, Is.EqualTo("too_large"), "would become too large");
        Assert.That((await Server.KeysOfTenantAsync()).Length, Is.EqualTo(AuthorizedKeysLine.MaxFileLength), "untouched");

        await Server.RunAsRootAsync($"echo >>/home/{Tenant}/.ssh/authorized_keys");
        Assert.That((await Session.PutAsync(++_fence, New(key)) as EditOutcome.NotPossible)?.Code, Is.EqualTo("too_large"), "is too large");
    }

    [Test]
    public async Task Read_EveryKindOfLine_IsListed()
    {
        using var theirs = await Platform.Usual.NewKeyAsync();
        using var ours = await Platform.Usual.NewKeyAsync();
        await Server.WriteTenantKeysAsync(Encoding.ASCII.GetBytes($"{theirs.PublicKey} mine\n"));
        var key = New(ours) with { ExpiresAt = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero) };
        await Session.PutAsync(++_fence, key);

        var outcome = await Platform.Usual.Accounts.ReadAsync(Session, Tenant, None);

        Assert.That(
            (outcome as ReadOutcome.Found)?.Lines.Select(line => (line.Number, line.Effect, line.KeyId, line.PublicKey, line.ExpiresAt, line.Options, line.Comment)),
            Is.EqualTo(new[]
            {
                (1, LineEffect.Accepts, (Guid?)key.KeyId, key.PublicKey, key.ExpiresAt, "expiry-time=\"20300102030405Z\"", $"penguinmails:{key.KeyId}"),
                (2, LineEffect.Accepts, null, theirs.PublicKey, null, null, "mine"),
            }));
    }

    [Test]
    public async Task Put_AfterItsTime_IsNotDone()
    {
        using var key = await Platform.Usual.NewKeyAsync();
        var edit = new AuthorizedKeysEdit(Tenant, Scope, ++_fence) { Put = [New(key)] };

        Assert.That(await Session.EditAsync(edit with { NotAfter = TimeProvider.System.GetUtcNow() }), Is.TypeOf<EditOutcome.TooLate>());
        Assert.That(await Server.OfferAsync(key.PublicKey), Is.TypeOf<SshAnswer.Refused>());
        Assert.That(await Session.EditAsync(edit with { NotAfter = TimeProvider.System.GetUtcNow().AddHours(1) }), Is.TypeOf<EditOutcome.Done>());
        Assert.That(await Server.OfferAsync(key.PublicKey), Is.TypeOf<SshAnswer.Accepted>());
    }

    [Test]
    public async Task Open_Session_KnowsTheServersVersion() =>
        Assert.That(Session.Version.Banner, Is.EqualTo((await Server.RunAsRootAsync($"ssh-keyscan -p {Server.Port} {Server.Address} 2>&1 | sed -n 's/^# [^ ]* //p' | head -n 1")).Trim()));

    [Test]
    public async Task Read_NoFile_IsEmpty()
    {
        var outcome = await Platform.Usual.Accounts.ReadAsync(Session, Tenant, None);

        Assert.That((outcome as ReadOutcome.Found)?.Lines, Is.Empty);
    }

    private static AuthorizedKey New(KeyPair key) => new(Guid.CreateVersion7(), key.PublicKey);
}
