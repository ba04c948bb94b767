using NUnit.Framework;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;

namespace PenguinMails.Architecture.Tests.Messages;

/// <summary>The broker's definitions in the repository are those that follow from the contracts.</summary>
[Category("Snapshot")]
[Category("Pure")]
internal sealed class BrokerDefinitionTests
{
    private const string File = "deploy/rabbitmq/definitions.json";

    [Test]
    public void Definitions_InTheRepository_AreThoseOfTheContracts()
    {
        var current = BrokerDefinitions.Generate();
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            System.IO.File.WriteAllText(Path.Combine(Repository.Root, File), current);
        }

        Assert.That(Repository.Read(File), Is.EqualTo(current), $"{File} is stale; CONTRIBUTING.md says how to renew it");
    }

    [TestCaseSource(typeof(MessageSchemas), nameof(MessageSchemas.MessageTypes))]
    public void Message_OfTheContracts_HasSenders(Type message)
    {
        var senders = message.GetCustomAttributes(false).OfType<SentByAttribute>().SelectMany(sent => sent.Services).ToList();

        Assert.That(senders, Is.Not.Empty.And.SubsetOf(PlatformServices.All).And.Unique);
    }
}
