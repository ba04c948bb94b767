using NUnit.Framework;

namespace PenguinMails.LocalComponents.Tests.RabbitMq;

[Category("Pure")]
public sealed class RabbitMqSettingsTests
{
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("rabbitmq-");

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [Test]
    public void Prepare_WithoutPages_EnablesNoPlugin()
    {
        new RabbitMqComponent(_folder.FullName, 20_000).Prepare();
        Assert.That((Read("enabled_plugins"), Read("rabbitmq.conf").Contains("management", StringComparison.Ordinal)), Is.EqualTo(("[].\n", false)));
    }

    [Test]
    public void Prepare_WithPages_EnablesThemOnLoopback()
    {
        new RabbitMqComponent(_folder.FullName, 20_000, 20_001).Prepare();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Read("enabled_plugins"), Is.EqualTo("[rabbitmq_management].\n"));
            Assert.That(Read("rabbitmq.conf"), Does.Contain("management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = 20001\n"));
        }
    }

    private string Read(string file) => File.ReadAllText(Path.Combine(_folder.FullName, file));
}
