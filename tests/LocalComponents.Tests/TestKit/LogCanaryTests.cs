using Npgsql;
using NUnit.Framework;
using PenguinMails.TestKit;

namespace PenguinMails.LocalComponents.Tests.TestKit;

[Category("Component")]
public sealed class LogCanaryTests
{
    private const string Material = "s3cret-canary-material";
    private readonly LogCanary _canary = new LogCanary().Watch("canary", Material);

    [TestCase("log: s3cret-canary-material!")]
    [TestCase("7333637265742d63616e6172792d6d6174657269616c")]
    public void FindIn_TextWithMaterial_NamesIt(string text) => Assert.That(_canary.FindIn(text), Is.Not.Empty);

    [TestCase("")]
    [TestCase("a")]
    [TestCase("ab")]
    public void FindIn_Base64OfALargerText_NamesIt(string before) =>
        Assert.That(
            _canary.FindIn(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(before + Material + " after"))),
            Is.EqualTo(new[] { "canary as base64" }));

    [Test]
    public void FindIn_OtherText_IsEmpty() => Assert.That(_canary.FindIn("s3cret-canary"), Is.Empty);

    [Test]
    public async Task FindInDatabase_MaterialInAByteColumn_NamesTheTable()
    {
        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE TABLE leaky (a int, b bytea); INSERT INTO leaky VALUES (1, '{Material}'::bytea)", connection);
        await command.ExecuteNonQueryAsync();

        Assert.That(await _canary.FindInDatabaseAsync(database), Is.EqualTo(new[] { "public.leaky: canary as hexadecimal" }));
    }
}
