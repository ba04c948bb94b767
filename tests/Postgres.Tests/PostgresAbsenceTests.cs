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
    [TestCase("57014", true)] // somebody cancelled the statement
    [TestCase("25006", true)] // it takes no writes: another server is about to
    [TestCase("28P01", true)] // the role's password is being changed
    [TestCase("3D000", true)] // the database is being restored
    [TestCase("58P01", true)] // its disk failed
    [TestCase("XX001", true)] // so did what is on it
    [TestCase("40001", true)] // a serialisation failure
    [TestCase("23505", false)] // a unique violation
    [TestCase("22P05", false)] // a character that it does not store
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
