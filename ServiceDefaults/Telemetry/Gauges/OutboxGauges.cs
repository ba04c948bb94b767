using System.Diagnostics.Metrics;

namespace PenguinMails.ServiceDefaults;

/// <summary>How many messages wait in the service's outbox, and since when.</summary>
internal sealed class OutboxGauges : GaugeSource
{
    private readonly Database _database;
    private readonly SampledGauge _messages;
    private readonly SampledGauge _age;

    public OutboxGauges(Database database, IMeterFactory meters)
        : base(meters, "PenguinMails.Postgres")
    {
        _database = database;
        _messages = Gauge("penguinmails.outbox.messages", "{message}", "Messages that wait in the outbox.");
        _age = Gauge("penguinmails.outbox.age", "s", "Age of the oldest message in the outbox; 0 when it is empty.");
    }

    public override async Task SampleAsync(CancellationToken cancellationToken)
    {
        var waiting = await _database.ReadAsync(
            connection => connection.QuerySingleOrDefaultAsync<Waiting>(
                """
                select count(*) as "Messages", coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as "Seconds" from outbox_message
                """),
            cancellationToken);
        _messages.Set(waiting!.Messages);
        _age.Set(Math.Max(0, waiting.Seconds));
    }

    private sealed record Waiting(long Messages, double Seconds);
}

internal static class OutboxGaugesExtensions
{
    /// <summary>For services whose database holds messages.</summary>
    public static void AddOutboxGauges(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(OutboxSignal)))
        {
            services.AddGauges<OutboxGauges>();
        }
    }
}
