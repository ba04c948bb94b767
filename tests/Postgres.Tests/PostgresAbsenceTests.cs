using Npgsql;
using NUnit.Framework;

namespace PenguinMails.Postgres.Tests;

/// <summary>What passes by itself, and what does not.</summary>
[Category("Pure")]
public sealed class PostgresAbsenceTests
{
    [TestCase("57P01", true)] // the server is shutting down
    [TestCase("57P03", true)] // and not up yet
    [TestCase("25P03", true)] // it ended a transaction that was silent for too long
    [TestCase("40001", true)] // a serialisation failure
    [TestCase("23505", false)] // a unique violation
    [TestCase("42P01", false)] // no such table
    public void IsPostgresAway_AnswersOfTheServer_AreToldApart(string sqlState, bool isAway) =>
        Assert.That(new PostgresException("x", "ERROR", "ERROR", sqlState).IsPostgresAway(), Is.EqualTo(isAway));

    [Test]
    public void IsPostgresAway_NoAnswerAtAll_IsAway() => Assert.Multiple(() =>
    {
        Assert.That(new NpgsqlException("Connection refused").IsPostgresAway(), Is.True);
        Assert.That(new TimeoutException().IsPostgresAway(), Is.True, "waited too long for Npgsql's own lock");
        Assert.That(new InvalidOperationException().IsPostgresAway(), Is.False);
    });
}
