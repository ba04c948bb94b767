using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.LocalComponents;
using PenguinMails.Postgres.Tests.Messaging;
using PenguinMails.TestKit;

namespace PenguinMails.Postgres.Tests.Wire;

/// <summary>What really travels is what docs/api says.</summary>
[Category("Component")]
internal sealed class WireFormatTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private TestService _service = null!;
    private string _broker = null!;
    private readonly SemaphoreSlim _turn = new(1);

    private static IEnumerable<Type> Messages => typeof(IEvent).Assembly.GetExportedTypes()
        .Where(type => type.IsClass && (type.IsAssignableTo(typeof(IEvent)) || type.IsAssignableTo(typeof(ICommand))));

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var rabbit = TestRabbitMq.SharedAsync();
        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        _broker = await (await rabbit).CreateVirtualHostAsync();
        _service = await TestService.StartAsync(database, _broker);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _turn.Dispose();
        await _service.DisposeAsync();
    }

    [TestCaseSource(nameof(Messages))]
    public async Task Message_FullAndWithoutWhatIsOptional_FitsItsSchema(Type type)
    {
        var queueName = $"commands-{type.Name}";
        await using var queue = type.IsAssignableTo(typeof(IEvent))
            ? await RawQueue.BindAsync(_broker, type)
            : await RawQueue.BindCommandsAsync(_broker, queueName);

        // One after the other, of all types: records that wait together travel together.
        foreach (var message in new[] { Make(type, full: true), Make(type, full: false) })
        {
            await _turn.WaitAsync();
            try
            {
                var before = queue.Messages.Count;
                await _service.Database.InTransactionAsync(
                    transaction => message is IEvent happened ? transaction.PublishAsync(happened) : transaction.SendAsync(queueName, (ICommand)message), CancellationToken.None);
                await Eventually.Async(() => queue.Messages.Count > before);
            }
            finally
            {
                _turn.Release();
            }
        }

        var file = Path.Combine(RepositoryFolder.Find(), "docs", "api", "messages", $"{type.Name}.schema.json");
        using var schema = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        Assert.That(queue.Messages.SelectMany(message => SchemaCheck.Faults(schema.RootElement, message)), Is.Empty);
        Assert.That(
            queue.Messages[0].EnumerateObject().Select(member => member.Name),
            Is.EquivalentTo(schema.RootElement.TryGetProperty("properties", out var members) ? members.EnumerateObject().Select(member => member.Name) : []),
            "the full message has every member");
    }

    [Test]
    public void Check_WhatDoesNotFit_IsFound()
    {
        using var schema = JsonDocument.Parse(
            """{"type":"object","properties":{"id":{"type":"string","format":"uuid"},"at":{"type":["string","null"],"format":"date-time"}},"required":["id"]}""");
        using var value = JsonDocument.Parse("""{"at":"2026-11-20T10:00:00+01:00","more":1}""");

        Assert.That(
            SchemaCheck.Faults(schema.RootElement, value.RootElement),
            Is.EquivalentTo(["$.at is no date-time", "$.more is not in the schema", "$.id is missing"]));
    }

    private static object Make(Type type, bool full)
    {
        var constructor = type.GetConstructors().Single();
        var nullability = new System.Reflection.NullabilityInfoContext();
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter =>
            !full && nullability.Create(parameter).WriteState == System.Reflection.NullabilityState.Nullable ? null : Value(parameter.ParameterType, full))]);
    }

    private static Array ListOf(Type type, bool full)
    {
        var list = Array.CreateInstance(type, 2);
        list.SetValue(Value(type, full), 0);
        list.SetValue(Value(type, full: false), 1);
        return list;
    }

    private static object Value(Type type, bool full) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var text when text == typeof(string) => "ä \"text\" with \n everything",
        var id when id == typeof(Guid) => Guid.CreateVersion7(),
        var time when time == typeof(DateTimeOffset) => Now,
        var span when span == typeof(TimeSpan) => new TimeSpan(1, 2, 3, 4, 567),
        var number when number == typeof(int) => 22,
        var number when number == typeof(long) => 5_000_000_000,
        var truth when truth == typeof(bool) => true,
        var list when list == typeof(IReadOnlyList<string>) => new[] { "one", "two" },
        var map when map == typeof(IReadOnlyDictionary<string, string>) => new Dictionary<string, string>(StringComparer.Ordinal) { ["Key"] = "value" },
        var list when list.IsGenericType && list.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) => ListOf(list.GetGenericArguments()[0], full),
        var record when record.Assembly == typeof(SecretReference).Assembly => Make(record, full),
        var other => throw new NotSupportedException($"Say what a {other} may be."),
    };
}
