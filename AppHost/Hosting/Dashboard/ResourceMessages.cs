using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Protocol;
using Google.Protobuf.WellKnownTypes;
using CheckStatus = Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus;
using Message = Aspire.Hosting.Dashboard.Protocol.Resource;

namespace Aspire.Hosting.Dashboard;

/// <summary>Translates the state of a resource into the dashboard's message.</summary>
internal static class ResourceMessages
{
    public static Message Of(ResourceEvent seen)
    {
        var snapshot = seen.Snapshot;
        var message = new Message
        {
            Name = seen.ResourceId,
            Uid = seen.ResourceId,
            DisplayName = seen.Resource.Name,
            ResourceType = snapshot.ResourceType,
            IsHidden = snapshot.IsHidden,
            CreatedAt = TimeOf(snapshot.CreationTimeStamp),
            StartedAt = TimeOf(snapshot.StartTimeStamp),
            StoppedAt = TimeOf(snapshot.StopTimeStamp),
        };
        if (snapshot.State is { } state)
        {
            message.State = state.Text;
            message.StateStyle = state.Style ?? "";
        }

        if (snapshot.IconName is { } icon)
        {
            message.IconName = icon;
            message.IconVariant = (Protocol.IconVariant)(snapshot.IconVariant ?? ApplicationModel.IconVariant.Filled);
        }

        message.Environment.AddRange(snapshot.EnvironmentVariables.Select(variable => new EnvironmentVariable
        {
            Name = variable.Name,
            Value = variable.Value ?? "",
            IsFromSpec = variable.IsFromSpec,
        }));
        message.Properties.AddRange(snapshot.Properties.Select(property => new ResourceProperty
        {
            Name = property.Name,
            Value = ValueOf(property.Value),
            IsSensitive = property.IsSensitive,
        }));
        message.Urls.AddRange(snapshot.Urls.Select(UrlOf));
        message.HealthReports.AddRange(snapshot.HealthReports.Select(HealthOf));
        message.Relationships.AddRange(snapshot.Relationships.Select(relationship => new ResourceRelationship
        {
            ResourceName = relationship.ResourceName,
            Type = relationship.Type,
        }));
        message.Commands.AddRange(snapshot.Commands.Select(CommandOf));
        return message;
    }

    private static Timestamp? TimeOf(DateTime? time) =>
        time is { } known ? Timestamp.FromDateTime(DateTime.SpecifyKind(known, DateTimeKind.Utc)) : null;

    private static Value ValueOf(object? value) => value switch
    {
        null => Value.ForNull(),
        int number => Value.ForNumber(number),
        bool truth => Value.ForBool(truth),
        IEnumerable<string> texts => Value.ForList([.. texts.Select(Value.ForString)]),
        _ => Value.ForString(value.ToString() ?? ""),
    };

    private static Url UrlOf(UrlSnapshot url)
    {
        var message = new Url
        {
            FullUrl = url.Url,
            IsInternal = url.IsInternal,
            IsInactive = url.IsInactive,
            DisplayProperties = new UrlDisplayProperties
            {
                DisplayName = url.DisplayProperties.DisplayName,
                SortOrder = url.DisplayProperties.SortOrder,
            },
        };
        if (url.Name is { } name)
        {
            message.EndpointName = name;
        }

        return message;
    }

    private static HealthReport HealthOf(HealthReportSnapshot report)
    {
        var message = new HealthReport { Key = report.Name, Description = report.Description ?? "", Exception = report.ExceptionText ?? "" };
        if (report.Status is { } status)
        {
            message.Status = status switch
            {
                CheckStatus.Healthy => HealthStatus.Healthy,
                CheckStatus.Degraded => HealthStatus.Degraded,
                _ => HealthStatus.Unhealthy,
            };
        }

        return message;
    }

    private static ResourceCommand CommandOf(ResourceCommandSnapshot command)
    {
        var message = new ResourceCommand
        {
            Name = command.Name,
            DisplayName = command.DisplayName,
            IsHighlighted = command.IsHighlighted,
            State = (Protocol.ResourceCommandState)command.State,
            IconVariant = (Protocol.IconVariant)(command.IconVariant ?? ApplicationModel.IconVariant.Regular),
        };
        if (command.IconName is { } icon)
        {
            message.IconName = icon;
        }

        if (command.ConfirmationMessage is { } confirmation)
        {
            message.ConfirmationMessage = confirmation;
        }

        if (command.DisplayDescription is { } description)
        {
            message.DisplayDescription = description;
        }

        return message;
    }
}

/// <summary>Translates console output.</summary>
internal static class LogMessages
{
    public static WatchResourceConsoleLogsUpdate Of(IReadOnlyList<LogLine> lines)
    {
        var update = new WatchResourceConsoleLogsUpdate();
        update.LogLines.AddRange(lines.Select(line => new ConsoleLogLine
        {
            LineNumber = line.LineNumber,
            Text = line.Content,
            IsStdErr = line.IsErrorMessage,
        }));
        return update;
    }
}
