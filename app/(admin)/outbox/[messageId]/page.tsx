import { ScrollText } from 'lucide-react'
import Link from 'next/link'
import { auditHref } from '../../../../components/audit/hrefs.ts'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { Callout } from '../../../../components/ui/callout.tsx'
import { DescriptionList } from '../../../../components/ui/description-list.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { currentShell } from '../../../../lib/auth/session.ts'
import { can } from '../../../../lib/core/actor.ts'
import { adminPage } from '../../../../lib/http/page.ts'
import { getOutboxMessage } from '../../../../lib/outbox/queries.ts'
import { LinkSection } from '../_components/link-section.tsx'
import { MessageStatus } from '../_components/message-status.tsx'
import { RetryForm } from '../_components/retry-form.tsx'

export const metadata = { title: 'Message' }

type Message = Awaited<ReturnType<typeof getOutboxMessage>>
const named = (name: string, address: string) => (name ? `${name} <${address}>` : address)

function Delivery({ message, timeZone }: { message: Message; timeZone: string | undefined }) {
  const at = (value: Date | null) => <Time value={value} exact timeZone={timeZone} />
  const user = message.userId && message.mayReadUser && (
    <Link href={`/users/${message.userId}`} className="text-accent underline underline-offset-2">
      {message.toName || message.toAddress}
    </Link>
  )
  return (
    <Section title="Delivery">
      <DescriptionList
        items={[
          { term: 'To', value: <span className="wrap-anywhere">{named(message.toName, message.toAddress)}</span> },
          { term: 'From', value: named(message.from.name, message.from.address) },
          ...(user ? [{ term: 'About', value: user }] : []),
          { term: 'Written', value: at(message.createdAt) },
          { term: 'Tries', value: String(message.attempts) },
          ...(message.nextAttemptAt ? [{ term: 'Next try', value: at(message.nextAttemptAt) }] : []),
          ...(message.sentAt ? [{ term: 'Sent', value: at(message.sentAt) }] : []),
          ...(message.status === 'DEAD' ? [{ term: 'Given up', value: at(message.endedAt) }] : []),
          ...(message.lastError ? [{ term: 'Last error', value: <span className="wrap-anywhere">{message.lastError}</span> }] : []),
          { term: 'Message-ID', value: <code className="text-sm wrap-anywhere">{message.messageId}</code> },
        ]}
      />
    </Section>
  )
}

function Content({ content }: { content: NonNullable<Message['content']> }) {
  return (
    <>
      <Section title="Text">
        <pre className="font-sans whitespace-pre-wrap wrap-anywhere">{content.text}</pre>
      </Section>
      <Section title="HTML" description="As mail programs show it. Links do not work here.">
        <iframe
          title="The message as HTML"
          sandbox=""
          srcDoc={content.html}
          className="h-128 w-full rounded-md border border-line bg-white"
        />
      </Section>
    </>
  )
}

export default adminPage(async (actor, { params }: { params: Promise<{ messageId: string }> }) => {
  const message = await getOutboxMessage(actor, { outboxId: (await params).messageId })
  const timeZone = (await currentShell()).user?.timeZone || undefined
  const canBeSent = message.mayRetry && (message.status === 'HELD' || message.status === 'DEAD')
  return (
    <div className="grid min-w-0 gap-6">
      <PageHeader
        title={message.subject}
        crumbs={<Breadcrumbs crumbs={[{ label: 'Outbox', href: '/outbox' }]} />}
        badges={<MessageStatus message={message} />}
        actions={
          <>
            {can(actor, 'audit:read') && (
              <ButtonLink
                href={auditHref({ target: message.userId ? `user:${message.userId}` : `mail:${message.id}` })}
                icon={<ScrollText aria-hidden />}
              >
                History
              </ButtonLink>
            )}
            {canBeSent && <RetryForm outboxId={message.id} whyNot={message.whyNotRetry?.message ?? null} />}
          </>
        }
      />
      <Delivery message={message} timeZone={timeZone} />
      {message.link && <LinkSection outboxId={message.id} isSent={message.status === 'SENT'} link={message.link} timeZone={timeZone} />}
      {message.content ? (
        <Content content={message.content} />
      ) : (
        <Callout title="This message cannot be shown">Another version of Gatehouse wrote it. Its delivery is shown above.</Callout>
      )}
    </div>
  )
})
