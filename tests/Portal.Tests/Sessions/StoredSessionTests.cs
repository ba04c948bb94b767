using System.Text;
using Npgsql;

namespace PenguinMails.Portal.Tests.Sessions;

[Category("Component")]
internal sealed class StoredSessionTests : PortalFixture
{
    [Test]
    public async Task Database_ThatSomebodyCopied_OpensNoSession()
    {
        using var browser = await SignedInAsync();
        (await browser.PostAsync("/portal/step-up", new { password = "x", totpCode = "123456" })).Dispose();

        await using var source = NpgsqlDataSource.Create(Portal.Database);
        await using var command = source.CreateCommand("select session_id, sealed, browser_session::text from browser_session");
        await using var rows = await command.ExecuteReaderAsync();
        var count = 0;
        while (await rows.ReadAsync())
        {
            count++;
            var whole = rows.GetString(2) + Encoding.Latin1.GetString((byte[])rows[0]) + Encoding.Latin1.GetString((byte[])rows[1]);
            Assert.That(whole, Does.Not.Contain("access-").And.Not.Contain("refresh-").And.Not.Contain("grant-of").And.Not.Contain("acme").And.Not.Contain(browser.Cookie!));
        }

        Assert.That(count, Is.Positive);
    }

    [Test]
    public async Task Row_ThatSomebodyChanged_OpensNothing()
    {
        using var browser = await SignedInAsync();
        await ExecuteAsync("update browser_session set sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1)");

        Assert.That(await browser.IsSignedInAsync(), Is.False);
        browser.AntiForgery = (string)(await browser.SessionAsync())["antiForgery"]!;
        await browser.SignInAsync();
        Assert.That(await browser.IsSignedInAsync(), Is.True, "signing in anew mends it");
    }

    [TestCase("ends_at")]
    [TestCase("used_at")]
    public async Task Session_AfterItsTime_IsOver(string column)
    {
        using var browser = await SignedInAsync();
        await ExecuteAsync($"update browser_session set {column} = now() - interval '61 minutes'");

        Assert.That(await browser.IsSignedInAsync(), Is.False);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Portal.Database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
