using NUnit.Framework;

namespace PenguinMails.Postgres.Tests;

[Category("Pure")]
public sealed class StatementNamesTests
{
    [TestCase("select 1", ExpectedResult = "select")]
    [TestCase("select pg_try_advisory_xact_lock(@RelayLock)", ExpectedResult = "select pg_try_advisory_xact_lock")]
    [TestCase("select count(*) from alert where state = 'open'", ExpectedResult = "select alert")]
    [TestCase("\n  select a from secret s join server v on true left join lateral (select x from secret_version) p on true", ExpectedResult = "select secret, server, secret_version")]
    [TestCase("insert into outbox_message (body) values (@body)", ExpectedResult = "insert outbox_message")]
    [TestCase("update operation set step = @step where operation_id = @id", ExpectedResult = "update operation")]
    [TestCase("delete from inbox_message where received_at < now()", ExpectedResult = "delete inbox_message")]
    [TestCase("with due as (select 1 from server for update) update server v set failures = 1 from due", ExpectedResult = "with server, due")]
    [TestCase("listen outbox;", ExpectedResult = "listen")]
    [TestCase("-- due rotations\nselect 1 from scheduled_secret", ExpectedResult = "due rotations")]
    public string Statement_ByItsText_HasAName(string sql) => StatementNames.Of(sql);

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("--")]
    [TestCase("begin")]
    [TestCase("select ((((((((((((((((((((((((((((((")]
    public void Statement_OfAnyText_DoesNotThrow(string sql) => Assert.That(StatementNames.Of(sql), Is.Not.Null);
}
