using NUnit.Framework;

namespace PenguinMails.Architecture.Tests.Messages;

/// <summary>The schemas in the repository are those of the types.</summary>
[Category("Snapshot")]
[Category("Pure")]
internal sealed class MessageSchemaTests
{
    private const string Folder = "docs/api/messages";

    [TestCaseSource(typeof(MessageSchemas), nameof(MessageSchemas.MessageTypes))]
    public void Schema_InTheRepository_IsThatOfTheType(Type message)
    {
        var current = MessageSchemas.SchemaOf(message);
        var file = Path.Combine(Repository.Root, Folder, $"{message.Name}.schema.json");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(file, current);
        }

        Assert.That(File.Exists(file), $"{file} is missing; CONTRIBUTING.md says how to renew it");
        Assert.That(File.ReadAllText(file), Is.EqualTo(current), $"{file} is stale; CONTRIBUTING.md says how to renew it");
    }

    [Test]
    public void Schemas_InTheRepository_AreOfMessagesThatExist() => Assert.That(
        Directory.GetFiles(Path.Combine(Repository.Root, Folder)).Select(Path.GetFileName),
        Is.EquivalentTo(MessageSchemas.MessageTypes.Select(message => $"{message.Name}.schema.json")));

    [Test]
    public void Readme_Events_AreAllNamed()
    {
        var readme = Repository.Read("docs/api/README.md");

        Assert.That(MessageSchemas.MessageTypes.Select(message => message.Name).Where(name => !readme.Contains($"`{name}`")), Is.Empty);
    }
}
