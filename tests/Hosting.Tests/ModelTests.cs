using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using PenguinMails.AppHost.Supervision;

namespace PenguinMails.Hosting.Tests;

[TestFixture]
public sealed class ModelTests
{
    [Test]
    public async Task ReferenceExpression_WithBracesAndFormats_IsTextAndExpression()
    {
        var builder = SampleApplication.CreateBuilder();
        var user = builder.AddParameter("user", "me");
        var password = builder.AddParameter("password", "p/w {x}", secret: true);
        var expression = ReferenceExpression.Create($"amqp://{user}:{password:uri}@host/{{literal}}");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await expression.GetValueAsync(CancellationToken.None), Is.EqualTo("amqp://me:p%2Fw%20%7Bx%7D@host/{literal}"));
            Assert.That(expression.ValueExpression, Is.EqualTo("amqp://{user.value}:{password.value}@host/{literal}"));
        }
    }

    [TestCase("")]
    [TestCase("1st")]
    [TestCase("two words")]
    [TestCase("a--b")]
    [TestCase("ends-")]
    public void AddResource_BadName_IsRefused(string name) =>
        Assert.That(() => SampleApplication.CreateBuilder().AddParameter(name, "x"), Throws.InstanceOf<ArgumentException>());

    [Test]
    public void AddResource_NameTwice_IsRefused()
    {
        var builder = SampleApplication.CreateBuilder();
        builder.AddParameter("one", "x");
        Assert.That(() => builder.AddExecutable("One", "x", "."), Throws.InstanceOf<DistributedApplicationException>());
    }

    [Test]
    public void WithEndpoint_NameTwice_IsRefused()
    {
        var tool = SampleApplication.CreateBuilder().AddExecutable("tool", "x", ".").WithHttpEndpoint();
        Assert.That(() => tool.WithHttpEndpoint(), Throws.InstanceOf<DistributedApplicationException>());
    }

    [Test]
    public void Parameter_WithoutValue_SaysWhereToSetIt()
    {
        var parameter = SampleApplication.CreateBuilder().AddParameter("missing").Resource;
        Assert.That(
            async () => await parameter.GetValueAsync(CancellationToken.None),
            Throws.InstanceOf<MissingParameterValueException>().With.Message.Contains("Parameters:missing"));
    }

    [Test]
    public async Task Run_ModelWithContainer_IsRefused()
    {
        var builder = SampleApplication.CreateBuilder();
        builder.AddContainer("box", "image");
        await using var app = builder.Build();
        Assert.That(() => app.StartAsync(), Throws.InstanceOf<DistributedApplicationException>().With.Message.Contains("'box'"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Run_PortTaken_SaysWhoNeedsIt(bool isProxied)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var builder = SampleApplication.CreateBuilder();
        builder.AddExecutable("late", "/bin/true", ".").WithHttpEndpoint(port, isProxied: isProxied);
        await using var app = builder.Build();
        Assert.That(
            () => app.StartAsync(),
            Throws.InstanceOf<DistributedApplicationException>().With.Message.Contains($"port {port}").And.Message.Contains("'late'"));
    }

    [Test]
    public void RestartDelay_AfterQuickCrashes_DoublesUpToTheLimit()
    {
        var delay = new RestartDelay(TimeProvider.System);
        var seconds = Enumerable.Range(0, 9).Select(_ => delay.Next(startedAt: null).TotalSeconds);
        Assert.That(seconds, Is.EqualTo([0.5, 1, 2, 4, 8, 16, 30, 30, 30]));
    }

    [Test]
    public void RestartDelay_AfterLongRun_BeginsAnew()
    {
        var delay = new RestartDelay(TimeProvider.System);
        delay.Next(startedAt: null);
        delay.Next(startedAt: null);
        Assert.That(delay.Next(TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-2)).TotalSeconds, Is.EqualTo(0.5));
    }
}
