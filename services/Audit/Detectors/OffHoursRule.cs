namespace PenguinMails.Audit.Detectors;

/// <summary>A person reads or rotates a secret while the tenant's people sleep. One alert per person, tenant and night.</summary>
internal sealed class OffHoursRule : IDetectorRule
{
    private readonly OffHours _hours;
    private readonly TimeZoneInfo _defaultZone;
    private readonly Dictionary<Guid, TimeZoneInfo> _zones;

    public OffHoursRule(IOptions<DetectorOptions> options)
    {
        var settings = options.Value;
        _hours = new OffHours(settings.OffHoursFrom, settings.OffHoursTo);
        _defaultZone = TimeZoneInfo.FindSystemTimeZoneById(settings.DefaultTimeZone);
        _zones = settings.TimeZones.ToDictionary(entry => Guid.Parse(entry.Key), entry => TimeZoneInfo.FindSystemTimeZoneById(entry.Value));
    }

    public string Kind => "audit.off_hours";

    public IEnumerable<Hit> Evaluate(EvaluatedRecord record)
    {
        if (record is not { Outcome: AuditOutcomes.Success, IsByPerson: true, ConcernsSecret: true }
            || !(SecretActions.IsRead(record) || SecretActions.IsRotation(record)))
        {
            yield break;
        }

        var zone = record.TenantId is { } tenant ? _zones.GetValueOrDefault(tenant, _defaultZone) : _defaultZone;
        var local = TimeZoneInfo.ConvertTime(record.OccurredAt, zone);
        if (_hours.NightOf(local.DateTime) is { } night)
        {
            var date = night.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            yield return new Hit($"user:{record.PersonId}:tenant:{record.TenantId}:night:{date}", 1, DetectorLimits.LongestWindow, new HitAlert(
                AlertSeverities.Warning,
                $"{record.Who} used a secret ({record.Action}) at {local:HH:mm} in the night of {date}, {zone.Id}.",
                "Ask them whether it was them; if not, end their sessions and rotate the secret.",
                record.TenantId,
                record.Secret));
        }
    }
}
